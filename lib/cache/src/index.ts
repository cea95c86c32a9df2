export { Cache, type CacheOptions, type Kind } from './cache.ts';
export { RedisNonces } from './redis-nonces.ts';
export { RowCache, type RowKind, type RowReader } from './row-cache.ts';
export { createGeneration, watchTable } from './watched-tables.ts';
