import { anyone, letterAccess, onlyServices, type RuleTable, withScope } from '@manuel/subgraph';

const fromQueries = onlyServices('queries');

const admin = withScope('letters:manage');

/** Who may read or call what; a field that is not covered here is denied. */
export const access: RuleTable = {
  Query: { _entities: anyone, _service: anyone, me: anyone, deadLetters: admin },
  Mutation: {
    takeQuota: fromQueries,
    settleQuota: fromQueries,
    redriveUsageDeadLetters: admin,
    discardUsageDeadLetters: admin,
  },
  QuotaTaken: fromQueries,
  QuotaRefused: fromQueries,
  // Whose usage and cost it is, is decided where the row is known.
  User: anyone,
  Usage: anyone,
  QuotaPeriod: anyone,
  Question: anyone,
  Cost: anyone,
  PageInfo: anyone,
  InvalidInput: anyone,
  ...letterAccess,
};
