import { PostgresServer } from '@manuel/database';
import type { Running, StopList } from '@manuel/service';
import type { Config } from './config.ts';

/** Told before each step of the start, for people to see. */
export type Progress = (step: string) => void;

/** The whole of Manuel, running. */
export interface Installation extends Running {
  readonly origin: string;
  readonly dataFolder: string;
  readonly database: 'embedded' | 'external';
}

/** The configured database, else PostgreSQL from the box below the data folder. @returns its URL */
export async function databaseFor(
  config: Config,
  dataFolder: string,
  progress: Progress,
  stops: StopList,
): Promise<string> {
  if (config.DATABASE_URL !== undefined) return config.DATABASE_URL;
  progress('PostgreSQL');
  const postgres = await PostgresServer.start({ dataFolder });
  stops.add(() => postgres.stop());
  return postgres.url;
}

/** Starts an installation, or stops again what of it had started. */
export async function startOrStop<T>(stops: StopList, start: () => Promise<T>): Promise<T> {
  try {
    return await start();
  } catch (error) {
    await stops.stop();
    throw error;
  }
}
