import './entities/config.ts';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PostgresServer } from '@manuel/database';
import { StopList } from '@manuel/service';
import { RedisServer } from '@manuel/testkit/redis-server';
import { StatementLog } from '@manuel/testkit/statement-log';
import { EntityStage, type Reading } from './entities/entity-stage.ts';
import { type Counter, type Figures, measure, printFigures, type Variant } from './entities/figures.ts';
import { QueryStage } from './entities/query-stage.ts';
import { RedisCommands } from './entities/redis-commands.ts';

// What reading entities takes: a hundred representations in one call, and the playground's query of four subgraphs.
const EFFORT = { rounds: 9, callsPerRound: 40 };
/** After its start a cache waits for the generation that it may use. */
const IN_USE_DEADLINE_MS = 10_000;
const POLL_MS = 100;

const stops = new StopList();
const base = mkdtempSync(join(tmpdir(), 'mb-'));
stops.add(async () => rmSync(base, { recursive: true, force: true }));
try {
  await measureAll(await openStand(base));
} finally {
  await stops.stop();
}

/** What is asked, and who tells what it did. */
interface Stand {
  readonly redisUrl: string;
  readonly postgresUrl: string;
  readonly log: StatementLog;
  readonly commands: RedisCommands;
}

async function openStand(folder: string): Promise<Stand> {
  // PostgreSQL's account has to get through.
  chmodSync(folder, 0o755);
  const redis = await RedisServer.start();
  stops.add(() => redis.stop());
  const dataFolder = join(folder, 'postgres');
  mkdirSync(dataFolder);
  const postgres = await PostgresServer.start({ dataFolder, settings: StatementLog.settings });
  stops.add(() => postgres.stop());
  const commands = await RedisCommands.connect(redis.url);
  stops.add(async () => commands.close());
  const log = new StatementLog(join(dataFolder, 'postgres.log'));
  return { redisUrl: redis.url, postgresUrl: postgres.url, log, commands };
}

async function measureAll(stand: Stand): Promise<void> {
  const entities = await measureEntities(stand);
  printFigures('_entities, 100 representations', entities);
  const query = await measureQuery(stand);
  printFigures('a query of four subgraphs', query);
  console.log(JSON.stringify({ ...Object.fromEntries(entities), fourSubgraphs: Object.fromEntries(query) }));
}

async function measureEntities(stand: Stand): Promise<Map<string, Figures>> {
  const { commands, postgresUrl, redisUrl } = stand;
  const stage = await EntityStage.open(postgresUrl, redisUrl);
  try {
    const variant = (name: string, reading: Reading, prepare: () => Promise<unknown>): Variant => ({
      name,
      prepare: async () => void (await prepare()),
      call: async () => ({ run: await stage.call(reading), check: (answer) => stage.check(Object(answer)) }),
    });
    const nothing = async () => undefined;
    const half = stage.ids.filter((_, index) => index % 2 === 0);
    await untilKept(commands, async () => (await stage.call('cached'))());
    return await measure(
      [
        variant('cold', 'cached', () => commands.client.flushDb()),
        variant('halfWarm', 'cached', () => forget(commands, half)),
        variant('warm', 'cached', nothing),
        variant('uncached', 'uncached', nothing),
        variant('mikroFind', 'mikroFind', nothing),
        variant('mikroLoader', 'mikroLoader', nothing),
        variant('mikroResultCache', 'mikroResultCache', nothing),
      ],
      counterOf(stand, 'manuel-manuals'),
      EFFORT,
    );
  } finally {
    await stage.close();
  }
}

async function measureQuery(stand: Stand): Promise<Map<string, Figures>> {
  const { commands, postgresUrl, redisUrl } = stand;
  const options = { dataFolder: join(base, 'data'), databaseUrl: postgresUrl };
  const stage = await QueryStage.open({ ...options, redisUrl });
  const counter = counterOf(stand, 'manuel-manuals', 'manuel-queries', 'manuel-usage', 'manuel-audit');
  const variant = (name: string, of: QueryStage, prepare: () => Promise<unknown>): Variant => ({
    name,
    prepare: async () => void (await prepare()),
    call: async () => ({ run: () => of.ask(), check: (answer) => of.check(answer) }),
  });
  let cached: Map<string, Figures>;
  try {
    await untilKept(commands, () => stage.ask());
    cached = await measure(
      [
        variant('cold', stage, () => commands.client.flushDb()),
        variant('warm', stage, async () => undefined),
      ],
      counter,
      EFFORT,
    );
  } finally {
    await stage.close();
  }
  // Nothing listens there: every read goes to the database, as it does while Redis is away.
  const without = await QueryStage.open({ ...options, redisUrl: 'redis://127.0.0.1:1' }, stage.expected);
  try {
    const uncached = await measure([variant('uncached', without, async () => undefined)], counter, EFFORT);
    return new Map([...cached, ...uncached]);
  } finally {
    await without.close();
  }
}

/** Asks until the cache keeps what it loads. */
async function untilKept({ client }: RedisCommands, ask: () => Promise<unknown>): Promise<void> {
  const end = Date.now() + IN_USE_DEADLINE_MS;
  while ((await client.keys('*:*:manual:*')).length === 0) {
    if (Date.now() > end) throw new Error('The cache keeps nothing.');
    await ask();
    await sleep(POLL_MS);
  }
}

/** Takes the entries of these manuals out of the cache. */
async function forget({ client }: RedisCommands, ids: readonly string[]): Promise<void> {
  const keys = await client.keys('{manuals}:*:manual:*');
  await client.unlink(keys.filter((key) => ids.some((id) => key.endsWith(id))));
}

/** Counts what these applications run in PostgreSQL, and what anybody runs in Redis. */
function counterOf({ log, commands }: Stand, ...applications: string[]): Counter {
  return {
    async take() {
      const redisCommands = await commands.take();
      const sql = log.take().filter(({ application }) => applications.includes(application)).length;
      return { sql, redis: (redisCommands.evalsha ?? 0) + (redisCommands.eval ?? 0), redisCommands };
    },
  };
}
