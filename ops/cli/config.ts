import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Environment, loadEnvironmentFile, port, readSettings, sharedSettings } from '@manuel/service';
import { z } from 'zod';

/** The clone that holds this file: `manuel` may be called from any folder. */
const repository = fileURLToPath(new URL('../../', import.meta.url));

const Settings = z.object({
  MANUEL_URL: z.string().optional(),
  MANUEL_ADMIN_URL: z.url('expected a URL such as http://127.0.0.1:4010').optional(),
  ADMIN_PORT: port.optional(),
  PORT: port.default(4000),
  MANUEL_TOKEN: z.string().optional(),
  MANUEL_DATA_DIR: sharedSettings.MANUEL_DATA_DIR,
  DATABASE_URL: z.string().optional(),
  REDIS_URL: z.string().optional(),
  MANUEL_LOGIN_FILE: z.string().optional(),
  NO_COLOR: z.string().optional(),
});

/** What the environment says to `manuel`. */
export interface CliConfig {
  /** Absolute path of the clone. */
  readonly repository: string;
  /** The gateway's GraphQL endpoint. */
  readonly url: string;
  /** Where its admin surface is; undefined where that is on the gateway's own port. */
  readonly adminUrl: string | undefined;
  /** Where a gateway that is started here listens. */
  readonly port: number;
  readonly token: string | undefined;
  /** Absolute path; need not exist. */
  readonly dataFolder: string;
  /** Absolute path of where `manuel login` keeps tokens; need not exist. */
  readonly loginFile: string;
  readonly databaseUrl: string | undefined;
  readonly redisUrl: string | undefined;
  /** False when NO_COLOR (https://no-color.org) asks for none. */
  readonly color: boolean;
}

/**
 * Reads what the environment says, and the clone's `.env` where the environment is silent, as `npm start` does.
 * @throws StartFailure that lists every wrong variable
 */
export function readConfig(environment: Environment = environmentWithFile()): CliConfig {
  const settings = readSettings(Settings, environment);
  return {
    repository,
    url: settings.MANUEL_URL ?? `http://127.0.0.1:${settings.PORT}/graphql`,
    adminUrl: adminUrlOf(settings),
    port: settings.PORT,
    token: settings.MANUEL_TOKEN,
    dataFolder: resolve(repository, settings.MANUEL_DATA_DIR),
    loginFile: resolve(settings.MANUEL_LOGIN_FILE ?? join(homedir(), '.config', 'manuel', 'login.json')),
    databaseUrl: settings.DATABASE_URL,
    redisUrl: settings.REDIS_URL,
    color: settings.NO_COLOR === undefined,
  };
}

/** A gateway that is named has its admin surface where it says itself; that of this machine is known by its port. */
function adminUrlOf({
  MANUEL_ADMIN_URL,
  MANUEL_URL,
  ADMIN_PORT,
}: z.output<typeof Settings>): string | undefined {
  if (MANUEL_ADMIN_URL !== undefined || MANUEL_URL !== undefined) return MANUEL_ADMIN_URL;
  return ADMIN_PORT === undefined ? undefined : `http://127.0.0.1:${ADMIN_PORT}`;
}

function environmentWithFile(): Environment {
  loadEnvironmentFile(resolve(repository, '.env'));
  return process.env;
}
