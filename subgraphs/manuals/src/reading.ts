// What measures the reading of entities by itself: this subgraph's schema over readers of one's choice.
export { Manual } from './entities/manual.ts';
export { createLoaders, type Loaders } from './loaders.ts';
export { cachedManuals } from './repositories/cached-manuals.ts';
export { IngestionRepository } from './repositories/ingestion-repository.ts';
export { type ManualReader, ManualRepository } from './repositories/manual-repository.ts';
export { PassageRepository } from './repositories/passage-repository.ts';
export { resolvers } from './resolvers/index.ts';
