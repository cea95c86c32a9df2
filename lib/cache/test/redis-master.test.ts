import { RedisServer } from '@manuel/testkit';
import { afterEach, expect, test } from 'vitest';
import { RedisMaster } from '../src/redis-master.ts';
import { cacheUse } from '../src/redis-store.ts';
import { parseRedisUrl } from '../src/redis-url.ts';

const PASSWORD = 's@cret';
const IN_URL = ':s%40cret';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function newServer(...more: string[]): Promise<RedisServer> {
  const server = await RedisServer.start(undefined, undefined, more);
  cleanups.push(() => server.stop());
  return server;
}

async function reach(url: string): Promise<RedisMaster> {
  const place = parseRedisUrl(url);
  const master = await RedisMaster.reach(place, place.hosts[0], cacheUse('{notes}'));
  cleanups.push(() => master.leave('over'));
  return master;
}

test.each([false, true])(
  'sentinels are asked without a password, and with it when they want one: %s',
  async (want) => {
    const server = await newServer();
    const sentinel = await newServer('--sentinel');
    await sentinel.command('SENTINEL', 'MONITOR', 'mine', '127.0.0.1', String(server.port), '1');
    for (const one of want ? [server, sentinel] : [server])
      await one.command('ACL', 'SETUSER', 'default', 'resetpass', `>${PASSWORD}`);
    const url = `redis-sentinel://${IN_URL}@127.0.0.1:${sentinel.port}`;
    expect((await reach(`${url}/1#mine`)).address).toBe(`127.0.0.1:${server.port}`);
    await expect(reach(`${url}#other`)).rejects.toThrow(/knows no master named other/);
  },
);

test('a server that cannot be used says why', async () => {
  const master = await newServer();
  const replica = await newServer('--replicaof', `127.0.0.1 ${master.port}`);
  await expect(reach(replica.url)).rejects.toThrow(/READONLY/);
  await expect(reach(`redis-cluster://127.0.0.1:${master.port}`)).rejects.toThrow(/cluster support disabled/);
  await expect(reach(`redis://${IN_URL}@127.0.0.1:${master.port}`)).rejects.toThrow(/without any password/);
  await master.command('ACL', 'SETUSER', 'reader', 'on', `>${PASSWORD}`, '~*', '+@all', '-info');
  await expect(reach(`redis://reader${IN_URL}@127.0.0.1:${master.port}`)).rejects.toThrow(/NOPERM/);
  await master.command('ACL', 'SETUSER', 'default', 'resetpass', `>${PASSWORD}`);
  await expect(reach(master.url)).rejects.toThrow(/NOAUTH/);
  await expect(reach(`redis://:wrong@127.0.0.1:${master.port}`)).rejects.toThrow(/WRONGPASS/);
});
