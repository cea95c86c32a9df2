import { redisUrl } from '@manuel/cache/redis-url';
import { port, readSettings, sharedSettings, wholeNumber } from '@manuel/service';
import { z } from 'zod';

const Settings = z.object({
  ...sharedSettings,
  PORT: port.default(4003),
  DATABASE_URL: z.string('expected a PostgreSQL URL'),
  REDIS_URL: redisUrl.optional(),
  AUDIT_URL: z.url('expected a URL').default('http://127.0.0.1:4004/graphql'),
  QUOTA_PER_DAY: wholeNumber(0).default(200),
  QUOTA_PER_MONTH: wholeNumber(0).default(5000),
});

/** The settings of the usage process, from the environment. @throws StartFailure that lists every wrong one */
export function readConfig() {
  return readSettings(Settings, process.env);
}
