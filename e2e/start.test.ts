import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { freePort, temporaryFolder } from '@manuel/testkit';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Constellation, type Mode, PATIENT } from './constellation.ts';
import { User } from './user.ts';

vi.setConfig(PATIENT);

const MODES: readonly Mode[] = ['one process', 'five processes'];

const ada = (constellation: Constellation) =>
  new User(constellation, { id: 'ada', workspace: 'demo', roles: ['admin'] });

async function takenPort(): Promise<number> {
  const server = createServer().listen(await freePort(), '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : expect.fail('no port');
}

test.each(MODES)(
  'a taken port is one sentence and exit code 1, and nothing stays behind, in %s',
  async (mode) => {
    const constellation = Constellation.forTest(mode);
    const port = await takenPort();
    const { exit, stderr } = await constellation.startInVain({ PORT: port });
    expect(exit).toBe(1);
    expect(stderr.trim()).toBe(
      `Manuel did not start. Port ${port} is taken. Stop what listens there, or set PORT to another port.`,
    );
    expect(constellation.postgresPid).toBeUndefined();
  },
);

test("a taken port of a subgraph's process names its own setting", async () => {
  const constellation = Constellation.forTest('five processes');
  const port = await takenPort();
  const url = `http://127.0.0.1:${port}/graphql`;
  const { exit, stderr } = await constellation.startInVain({ QUERIES_URL: url });
  expect(exit).toBe(1);
  expect(stderr.trim()).toBe(
    `Manuel did not start. Port ${port} is taken. Stop what listens there, or set QUERIES_URL to another port.`,
  );
  expect(constellation.postgresPid).toBeUndefined();
});

test('a data folder that cannot be made is one sentence and exit code 1', async () => {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  const file = join(folder.path, 'file');
  writeFileSync(file, 'not a folder');
  const { exit, stderr } = await Constellation.forTest('one process').startInVain({
    MANUEL_DATA_DIR: join(file, 'data'),
  });
  expect(exit).toBe(1);
  expect(stderr.trim()).toMatch(
    /^Manuel did not start\. Cannot write to the data folder .*file\/data \(.*\)\. Set MANUEL_DATA_DIR to .*\.$/,
  );
});

test.each(MODES)('a database that is away is a sentence and exit code 1, in %s', async (mode) => {
  const { exit, stderr } = await Constellation.forTest(mode).startInVain({
    DATABASE_URL: `postgresql://manuel:hidden@127.0.0.1:${await freePort()}/manuel`,
  });
  expect(exit).toBe(1);
  expect(stderr).toMatch(
    /Manuel did not start\. Postgres is away \(.*\): start it, or mend DATABASE_URL\.$/m,
  );
  expect(stderr).not.toMatch(/hidden|\n {4}at /);
});

test('wrong settings are listed all at once, and exit code 1', async () => {
  const { exit, stderr } = await Constellation.forTest('one process').startInVain({
    PORT: 70_000,
    REDIS_URL: 'somewhere',
  });
  expect(exit).toBe(1);
  expect(stderr.trim().split('\n')).toEqual([
    'Manuel did not start. These settings are wrong:',
    '  PORT is "70000": expected a port from 1 to 65535',
    expect.stringMatching(/^ {2}REDIS_URL is set: expected a URL such as redis:\/\/127\.0\.0\.1:6379/),
  ]);
});

test('a second start on the same data folder is refused, and the first goes on', async () => {
  const constellation = Constellation.forTest('one process');
  await constellation.start();
  const { exit, stderr } = await constellation.startInVain({ PORT: await freePort() });
  expect(exit).toBe(1);
  expect(stderr.trim()).toMatch(
    /^Manuel did not start\. .* belongs to another Manuel that is running: stop it, .*\.$/,
  );
  (await ada(constellation).graphql.send('{ me { id } }')).expectData({ me: { id: 'ada' } });
  await constellation.stop();
});
