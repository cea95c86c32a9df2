import { anyone, type RuleTable, withRole } from '@manuel/subgraph';

const reader = withRole('reader');
const author = withRole('author');

/** Who may read or call what; a field that is not covered here is denied. */
export const access: RuleTable = {
  Query: { _entities: anyone, _service: anyone, manual: reader, manuals: reader, searchPassages: reader },
  Mutation: { requestUpload: author, addManual: author, removeManual: author },
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
};
