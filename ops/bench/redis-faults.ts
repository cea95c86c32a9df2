import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { RedisServer } from '@manuel/testkit/redis-server';
import { mintToken } from '../cli/access-token.ts';
import { DEMO_CALLERS, DEMO_TOKEN_SECONDS } from '../start/demo.ts';
import { freePort } from './gateway/gateway-process.ts';
import { Place } from './gateway/own/place.ts';
import { tellStory } from './gateway/own/story.ts';
import { type Episode, type Fault, measure, printEpisodes } from './redis-faults/episode.ts';
import { type Read, readsAt } from './redis-faults/reads.ts';

// How long reads take while Redis fails: Manuel in five processes, with PostgreSQL and a Redis that nothing else uses.
const FIVE_PROCESSES = join(import.meta.dirname, '../start/services.ts');
const ROUNDS = 9;
const IN_USE_DEADLINE_MS = 15_000;
const POLL_MS = 100;

const place = await Place.make();
const port = await freePort();
let redis: RedisServer | undefined;
const faults: readonly Fault[] = [
  { name: 'frozen', prepare: untilKept, begin: async () => redis?.freeze(), end: async () => redis?.thaw() },
  { name: 'dead', prepare: untilKept, begin: async () => redis?.stop(), end: start },
  { name: 'full', prepare: untilKept, begin: () => limitMemory('1'), end: () => limitMemory('0') },
  // Before: Redis is away. Then it comes.
  { name: 'back', prepare: async () => redis?.stop(), begin: start, end: async () => undefined },
];
try {
  const settings = { ...(await place.settings()), REDIS_URL: `redis://127.0.0.1:${port}`, NODE_OPTIONS: '' };
  await place.run(FIVE_PROCESSES, settings, '/health/ready');
  const url = `http://127.0.0.1:${settings.PORT}/graphql`;
  const token = await mintToken(place.dataFolder, DEMO_CALLERS.ada, DEMO_TOKEN_SECONDS);
  const reads = await readsAt(url, token, await tellStory(url, token));
  const episodes: Episode[] = [];
  await start();
  for (const fault of faults) for (const read of reads) episodes.push(await measure(read, fault, ROUNDS));
  printEpisodes(episodes);
  console.log(JSON.stringify({ episodes }));
} finally {
  await place.remove();
  await redis?.stop();
}

async function start(): Promise<void> {
  redis = await RedisServer.start(port);
}

async function limitMemory(bytes: string): Promise<void> {
  await redis?.command('CONFIG', 'SET', 'maxmemory', bytes);
}

/** Asks until the subgraphs keep what they load. */
async function untilKept(read: Read): Promise<void> {
  await redis?.command('FLUSHALL');
  for (const end = Date.now() + IN_USE_DEADLINE_MS; Date.now() < end; ) {
    await read.ask();
    const keys = String(await redis?.command('KEYS', '*:manual:*'));
    if (keys !== '') return;
    await sleep(POLL_MS);
  }
  throw new Error('The cache keeps nothing.');
}
