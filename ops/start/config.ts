import { redisUrl } from '@manuel/cache/redis-url';
import { embeddingSettings } from '@manuel/embedding';
import { ACCESS_MODES } from '@manuel/gateway';
import { edgeSettings, refuseOpenOrigins } from '@manuel/gateway/edge-settings';
import { readingSettings } from '@manuel/manuals/reading-settings';
import {
  type Environment,
  loadEnvironmentFile,
  port,
  publicUrl,
  readSettings,
  sharedSettings,
  wholeNumber,
} from '@manuel/service';
import { z } from 'zod';

const url = z.url('expected a URL');

const Settings = z.object({
  ...sharedSettings,
  ...edgeSettings,
  PORT: port.default(4000),
  DATABASE_URL: z.string().optional(),
  REDIS_URL: redisUrl.optional(),
  PUBLIC_URL: publicUrl.optional(),
  OIDC_ISSUERS_FILE: z.string().optional(),
  OIDC_CLIENTS_FILE: z.string().optional(),
  ACCESS_MODE: z.enum(ACCESS_MODES, `expected ${ACCESS_MODES.join(' or ')}`).default('filter'),
  RATE_LIMIT_PER_MINUTE: wholeNumber(0).default(100),
  QUOTA_PER_DAY: wholeNumber(0).default(200),
  QUOTA_PER_MONTH: wholeNumber(0).default(5000),
  UPLOAD_LIMIT_BYTES: wholeNumber(1).default(104_857_600),
  UPLOAD_TICKET_SECONDS: wholeNumber(1).default(900),
  ...embeddingSettings,
  SEARCH_MEMORY_MB: wholeNumber(1).default(512),
  ...readingSettings,
  // Where the subgraphs listen when they are processes of their own.
  MANUALS_URL: url.default('http://127.0.0.1:4001/graphql'),
  QUERIES_URL: url.default('http://127.0.0.1:4002/graphql'),
  USAGE_URL: url.default('http://127.0.0.1:4003/graphql'),
  AUDIT_URL: url.default('http://127.0.0.1:4004/graphql'),
});

/**
 * The settings of a whole installation, from the environment and, where it is silent, from `.env` in this folder.
 * @throws StartFailure that lists every wrong one
 */
export function readConfig(environment: Environment = environmentWithFile()) {
  return readSettings(Settings.superRefine(refuseOpenOrigins), environment);
}

function environmentWithFile(): Environment {
  loadEnvironmentFile('.env');
  return process.env;
}

export type Config = ReturnType<typeof readConfig>;

/** What a child process gets: this process's environment with the settings laid over it. */
export function childEnvironment(
  settings: Readonly<Record<string, string | number | undefined>>,
): NodeJS.ProcessEnv {
  const set = Object.entries(settings).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  );
  return { ...process.env, ...Object.fromEntries(set) };
}
