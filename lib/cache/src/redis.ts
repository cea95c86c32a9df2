/** Redis for whoever keeps something else in it than a cache. */
export { BriefCalls } from './brief-calls.ts';
export { RedisLink } from './redis-link.ts';
export type { RedisMaster, RedisUse } from './redis-master.ts';
export { parseRedisUrl } from './redis-url.ts';
export { type Script, script } from './scripts.ts';
