export { Cache, type CacheOptions, type Kind } from './cache.ts';
export { createGeneration, watchTable } from './watched-tables.ts';
