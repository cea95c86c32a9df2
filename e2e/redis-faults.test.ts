import { eventually, freePort, RedisServer, testDatabase } from '@manuel/testkit';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Constellation, PATIENT } from './constellation.ts';
import { Library } from './library.ts';
import { User } from './user.ts';

vi.setConfig({ ...PATIENT, testTimeout: 300_000 });

/** Begins and ends in the processes' Redis what its name tells. */
interface Fault {
  readonly name: string;
  begin(): Promise<unknown>;
  end(): Promise<unknown>;
}

// Empty: the processes migrate it themselves.
const databaseUrl = await testDatabase('empty', async () => undefined);

test('whatever Redis does, all reads are right, and what was written meanwhile is not stale afterwards', async () => {
  const port = await freePort();
  const settings = { DATABASE_URL: databaseUrl, REDIS_URL: `redis://127.0.0.1:${port}` };
  const constellation = Constellation.forTest('five processes', { settings });
  let redis: RedisServer | undefined;
  const startRedis = async () => {
    redis = await RedisServer.start(port);
  };
  onTestFinished(() => redis?.stop());
  const limitMemory = (bytes: string) => redis?.command('CONFIG', 'SET', 'maxmemory', bytes);
  const faults: readonly Fault[] = [
    { name: 'absent at the start', begin: () => constellation.start(), end: startRedis },
    { name: 'frozen', begin: async () => redis?.freeze(), end: async () => redis?.thaw() },
    { name: 'dead', begin: async () => redis?.stop(), end: startRedis },
    { name: 'full', begin: async () => limitMemory('1'), end: async () => limitMemory('0') },
  ];

  const library = new Library(new User(constellation, { id: 'ada', workspace: 'works', roles: ['admin'] }));
  for (const { name, begin, end } of faults) {
    await begin();
    await library.expectEverything();
    await library.change();
    await library.expectEverything();
    await end();
    await library.expectEverything();
    await eventually(async () => {
      await library.expectEverything();
      const keys = String(await redis?.command('KEYS', '*'));
      for (const id of library.newestIds) expect(keys, `what is kept after it was ${name}`).toContain(id);
    });
    await library.expectEverything();
  }
  await constellation.stop();
});
