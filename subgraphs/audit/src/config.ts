import { redisUrl } from '@manuel/cache/redis-url';
import { port, readSettings, sharedSettings } from '@manuel/service';
import { z } from 'zod';

const Settings = z.object({
  ...sharedSettings,
  PORT: port.default(4004),
  DATABASE_URL: z.string('expected a PostgreSQL URL'),
  REDIS_URL: redisUrl.optional(),
});

/** The settings of the audit process, from the environment. @throws StartFailure that lists every wrong one */
export function readConfig() {
  return readSettings(Settings, process.env);
}
