import { redisUrl } from '@manuel/cache/redis-url';
import { embeddingSettings } from '@manuel/embedding';
import { port, readSettings, sharedSettings, wholeNumber } from '@manuel/service';
import { z } from 'zod';
import { readingSettings } from './reading-settings.ts';

const Settings = z.object({
  ...sharedSettings,
  PORT: port.default(4001),
  DATABASE_URL: z.string('expected a PostgreSQL URL'),
  REDIS_URL: redisUrl.optional(),
  AUDIT_URL: z.url('expected a URL').default('http://127.0.0.1:4004/graphql'),
  UPLOAD_LIMIT_BYTES: wholeNumber(1).default(104_857_600),
  UPLOAD_TICKET_SECONDS: wholeNumber(1).default(900),
  ...embeddingSettings,
  SEARCH_MEMORY_MB: wholeNumber(1).default(512),
  ...readingSettings,
});

/** The settings of the manuals process, from the environment. @throws StartFailure that lists every wrong one */
export function readConfig() {
  return readSettings(Settings, process.env);
}
