import type { RequestContext } from '@manuel/subgraph';
import { createLoaders, type Loaders } from './loaders.ts';
import { cachedManuals } from './repositories/cached-manuals.ts';
import { cachedPassages } from './repositories/cached-passages.ts';
import { IngestionRepository } from './repositories/ingestion-repository.ts';
import { ManualRepository } from './repositories/manual-repository.ts';
import { PassageRepository } from './repositories/passage-repository.ts';
import type { ManualsServices } from './services.ts';

/** What one request to the manuals subgraph carries. */
export interface ManualsContext extends RequestContext {
  readonly services: ManualsServices;
  readonly manuals: ManualRepository;
  readonly loaders: Loaders;
}

export function createContext(services: ManualsServices, request: RequestContext): ManualsContext {
  const em = services.database.fork(request.signal);
  const manuals = new ManualRepository(em);
  const passages = new PassageRepository(em);
  const readers = {
    manuals: cachedManuals(manuals, services.cache),
    passages: cachedPassages(passages, services.cache),
    passagePages: passages,
    ingestions: new IngestionRepository(em),
  };
  // A process that calls for itself has no workspace and reads nothing.
  const loaders = createLoaders(readers, request.origin.caller?.workspace ?? '');
  return { ...request, services, manuals, loaders };
}
