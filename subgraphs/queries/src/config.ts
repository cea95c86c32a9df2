import { redisUrl } from '@manuel/cache/redis-url';
import { port, readSettings, sharedSettings } from '@manuel/service';
import { z } from 'zod';

const url = z.url('expected a URL');

const Settings = z.object({
  ...sharedSettings,
  PORT: port.default(4002),
  DATABASE_URL: z.string('expected a PostgreSQL URL'),
  REDIS_URL: redisUrl.optional(),
  MANUALS_URL: url.default('http://127.0.0.1:4001/graphql'),
  USAGE_URL: url.default('http://127.0.0.1:4003/graphql'),
  AUDIT_URL: url.default('http://127.0.0.1:4004/graphql'),
});

/** The settings of the queries process, from the environment. @throws StartFailure that lists every wrong one */
export function readConfig() {
  return readSettings(Settings, process.env);
}
