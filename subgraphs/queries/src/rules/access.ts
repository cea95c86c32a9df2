import { anyone, letterAccess, type RuleTable, withScope } from '@manuel/subgraph';

const reader = withScope('manuals:read');

const admin = withScope('letters:manage');

/** Who may read or call what; a field that is not covered here is denied. */
export const access: RuleTable = {
  Query: { _entities: anyone, _service: anyone, question: reader, questions: reader, deadLetters: admin },
  Mutation: { ask: reader, redriveQueriesDeadLetters: admin, discardQueriesDeadLetters: admin },
  // Whose question it is, is decided where the row is known.
  Question: reader,
  Answer: reader,
  Citation: reader,
  QuestionConnection: reader,
  QuestionEdge: reader,
  PageInfo: anyone,
  Passage: anyone,
  User: anyone,
  InvalidInput: anyone,
  QuotaExceeded: anyone,
  ...letterAccess,
};
