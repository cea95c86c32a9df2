import type { Database } from '@manuel/database';
import type { RequestContext } from '@manuel/subgraph';
import { createLoaders, type Loaders } from './loaders.ts';
import { EntryRepository } from './repositories/entry-repository.ts';

/** What one request to the audit subgraph carries. */
export interface AuditContext extends RequestContext {
  readonly database: Database;
  readonly entries: EntryRepository;
  readonly loaders: Loaders;
}

export function createContext(database: Database, request: RequestContext): AuditContext {
  const entries = new EntryRepository(database.fork(request.signal));
  // A process that calls for itself has no workspace and reads nothing.
  const loaders = createLoaders(entries, request.origin.caller?.workspace ?? '');
  return { ...request, database, entries, loaders };
}
