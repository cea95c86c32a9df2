import { port, readSettings, sharedSettings, wholeNumber } from '@manuel/service';
import { z } from 'zod';

const Settings = z.object({
  ...sharedSettings,
  PORT: port.default(4000),
  DATABASE_URL: z.string().optional(),
  REDIS_URL: z.url('expected a URL such as redis://127.0.0.1:6379').optional(),
  QUOTA_PER_DAY: wholeNumber(0).default(200),
  QUOTA_PER_MONTH: wholeNumber(0).default(5000),
  UPLOAD_LIMIT_BYTES: wholeNumber(1).default(104_857_600),
  UPLOAD_TICKET_SECONDS: wholeNumber(1).default(900),
});

/** The settings of the embedded installation, from the environment. @throws StartFailure that lists every wrong one */
export function readConfig() {
  return readSettings(Settings, process.env);
}

export type Config = ReturnType<typeof readConfig>;
