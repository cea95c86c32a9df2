import { fileURLToPath } from 'node:url';
import { redisUrl } from '@manuel/cache/redis-url';
import { port, publicUrl, readSettings, sharedSettings, wholeNumber } from '@manuel/service';
import { z } from 'zod';
import { ACCESS_MODES } from './authorization/access-modes.ts';
import { edgeSettings, refuseOpenOrigins } from './edge/config.ts';

const Settings = z.object({
  ...sharedSettings,
  ...edgeSettings,
  PORT: port.default(4000),
  DATABASE_URL: z.string().optional(),
  PUBLIC_URL: publicUrl.optional(),
  OIDC_ISSUERS_FILE: z.string().optional(),
  OIDC_CLIENTS_FILE: z.string().optional(),
  SUPERGRAPH_FILE: z
    .string()
    .default(fileURLToPath(new URL('../../schema/supergraph.graphql', import.meta.url))),
  REDIS_URL: redisUrl.optional(),
  RATE_LIMIT_PER_MINUTE: wholeNumber(0).default(100),
  MANUALS_URL: z.url('expected a URL').optional(),
  QUERIES_URL: z.url('expected a URL').optional(),
  USAGE_URL: z.url('expected a URL').optional(),
  AUDIT_URL: z.url('expected a URL').optional(),
  ACCESS_MODE: z.enum(ACCESS_MODES, `expected ${ACCESS_MODES.join(' or ')}`).default('filter'),
});

/** The settings of the gateway process, from the environment. @throws StartFailure that lists every wrong one */
export function readConfig() {
  return readSettings(Settings.superRefine(refuseOpenOrigins), process.env);
}

/** Keeps @apollo/gateway from sending usage figures to its makers: Manuel talks to nobody unasked. */
export function disableTelemetry(): void {
  process.env.APOLLO_TELEMETRY_DISABLED = 'true';
}
