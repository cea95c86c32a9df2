/** Servers that tests shall use instead of starting their own; an empty variable counts as not set. */
export const config: Readonly<{ databaseUrl: string | undefined; redisUrl: string | undefined }> =
  Object.freeze({
    databaseUrl: process.env.DATABASE_URL || undefined,
    redisUrl: process.env.REDIS_URL || undefined,
  });
