export { type CallFor, SubgraphClient } from './client.ts';
export { callerOf, type RequestContext } from './context.ts';
export { DateTime } from './date-time.ts';
export { bareSchema, guardedSchema, shieldedSchema } from './guarded-schema.ts';
export { LetterDesk, type LettersParent, type NoteDeeds } from './letter-desk.ts';
export { maskError } from './masking.ts';
export { byId, type Connection, connectionOf, type Order, type Page, pageOf } from './pagination.ts';
export { Patience, type PatientCall } from './patience.ts';
export { type SubgraphService, serverOf, serveSubgraph } from './service.ts';
export { type Refusal, Subgraph, type SubgraphOptions } from './subgraph.ts';
export {
  HttpTransport,
  type SubgraphAnswer,
  type SubgraphRequest,
  type SubgraphTransport,
} from './transport.ts';
