import { randomBytes } from 'node:crypto';
import { dropDatabases, PostgresServer } from '@manuel/database';
import type { TestProject } from 'vitest/node';
import { config } from './config.ts';
import './provided.ts';
import { localRedis, RedisServer } from './redis-server.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A server for this run, and what ends it. */
interface Started {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** Tests may lose their database with the machine; in return each write costs less. */
const FAST = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' };

/** Gives the run a PostgreSQL and a Redis, once for all test files. @returns the teardown */
// biome-ignore lint/style/noDefaultExport: vitest takes the setup from the default export.
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const testRun = `test_${randomBytes(4).toString('hex')}`;
  const redis = await findRedis();
  const postgres = await findPostgres(testRun).catch(async (error: unknown) => {
    await redis.stop();
    throw error;
  });
  project.provide('testRun', testRun);
  project.provide('redisUrl', redis.url);
  project.provide('databaseUrl', postgres.url);
  return async () => {
    await Promise.all([redis.stop(), postgres.stop()]);
  };
}

async function findPostgres(testRun: string): Promise<Started> {
  const { databaseUrl } = config;
  if (databaseUrl !== undefined) {
    return { url: databaseUrl, stop: () => dropDatabases(databaseUrl, testRun) };
  }
  const folder = temporaryFolder();
  const server = await PostgresServer.start({ dataFolder: folder.path, settings: FAST });
  return {
    url: server.url,
    async stop() {
      await server.stop();
      folder.remove();
    },
  };
}

async function findRedis(): Promise<Started> {
  const url = config.redisUrl ?? (await localRedis());
  if (url !== undefined) return { url, stop: async () => undefined };
  const server = await RedisServer.start();
  return { url: server.url, stop: () => server.stop() };
}
