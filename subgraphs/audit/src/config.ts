import { port, readSettings, sharedSettings } from '@manuel/service';
import { z } from 'zod';

/** The settings of the audit process, from the environment. */
export const config = readSettings(
  z.object({
    ...sharedSettings,
    PORT: port.default(4004),
    DATABASE_URL: z.string('expected a PostgreSQL URL'),
  }),
  process.env,
);
