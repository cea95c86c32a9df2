import { anyone, letterAccess, type RuleTable, withScope } from '@manuel/subgraph';

const reader = withScope('manuals:read');
const author = withScope('manuals:write');

const admin = withScope('letters:manage');

/** Who may read or call what; a field that is not covered here is denied. */
export const access: RuleTable = {
  Query: {
    _entities: anyone,
    _service: anyone,
    manual: reader,
    manuals: reader,
    searchPassages: reader,
    deadLetters: admin,
  },
  Mutation: {
    requestUpload: author,
    addManual: author,
    removeManual: author,
    redriveManualsDeadLetters: admin,
    discardManualsDeadLetters: admin,
  },
  Manual: reader,
  IngestionJob: reader,
  IngestionFailure: reader,
  Passage: reader,
  PassageHit: reader,
  ManualConnection: reader,
  ManualEdge: reader,
  PassageConnection: reader,
  PassageEdge: reader,
  PageInfo: anyone,
  User: anyone,
  InvalidInput: anyone,
  NotFound: anyone,
  UploadTicket: author,
  UploadHeader: author,
  ManualAdded: author,
  ManualRemoved: author,
  ...letterAccess,
};
