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
  /** The demo users' passwords by their names, where they were made just now; nobody can tell them later. */
  readonly demoPasswords: ReadonlyMap<string, string>;
}

/** A database that is there; one from the box may end, and then nothing goes on. */
interface ReadyDatabase {
  readonly url: string;
  readonly failed: Promise<never>;
}

/** The configured database, else PostgreSQL from the box below the data folder. */
export async function databaseFor(
  config: Config,
  dataFolder: string,
  progress: Progress,
  stops: StopList,
): Promise<ReadyDatabase> {
  if (config.DATABASE_URL !== undefined)
    return { url: config.DATABASE_URL, failed: new Promise(() => undefined) };
  progress('PostgreSQL');
  const postgres = await PostgresServer.start({ dataFolder });
  stops.add(() => postgres.stop());
  return postgres;
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
