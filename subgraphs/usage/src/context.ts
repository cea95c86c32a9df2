import type { Database, UnitOfWork } from '@manuel/database';
import type { LetterDesk, RequestContext } from '@manuel/subgraph';
import { createLoaders, type Loaders } from './loaders.ts';
import { QuotaRepository } from './repositories/quota-repository.ts';
import type { QuotaLimits } from './rules/quota.ts';

/** What one request to the usage subgraph carries. */
export interface UsageContext extends RequestContext {
  readonly database: Database;
  readonly limits: QuotaLimits;
  readonly desk: LetterDesk<UnitOfWork>;
  readonly loaders: Loaders;
}

export function createContext(
  database: Database,
  limits: QuotaLimits,
  desk: LetterDesk<UnitOfWork>,
  request: RequestContext,
): UsageContext {
  const quota = new QuotaRepository(database.fork(request.signal));
  return {
    ...request,
    database,
    limits,
    desk,
    // A process that calls for itself has no workspace and reads nothing.
    loaders: createLoaders(quota, request.origin.caller?.workspace ?? '', limits),
  };
}
