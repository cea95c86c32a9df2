import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { buildPlayground } from '@manuel/gateway';
import { freePort, temporaryFolder } from '@manuel/testkit';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Constellation, type Mode, PATIENT } from './constellation.ts';
import { dry40 } from './files.ts';
import { User } from './user.ts';

vi.setConfig(PATIENT);

const MODES: readonly Mode[] = ['one process', 'five processes'];
const NOBODY = { uid: 65_534, gid: 65_534 };
const QUESTION = 'How often must the air filter be washed?';

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
    '  REDIS_URL is set: expected a URL such as redis://127.0.0.1:6379',
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

test.each(MODES)(
  'Ctrl-C ends %s with all that it started, and the next start has all the data',
  async (mode) => {
    const constellation = Constellation.forTest(mode);
    const user = ada(constellation);
    await constellation.start();
    expect(constellation.printed).toContain(`${constellation.origin}/graphql`);
    const manualId = await user.addAndWait(await dry40());
    (await user.ask(QUESTION)).expectMatch({ ask: { answer: { found: true } } });
    await constellation.stop();
    expect(constellation.postgresPid).toBeUndefined();
    await constellation.start();
    expect((await user.questions()).map(({ text }) => text)).toEqual([QUESTION]);
    expect((await user.ingestion(manualId)).status).toBe('READY');
    (await user.ask(QUESTION)).expectMatch({ ask: { answer: { found: true } } });
    expect(await user.usageToday()).toMatchObject({ used: 2 });
    await constellation.stop();
  },
);

test('when one of five processes dies, the others end too, with a sentence and exit code 1', async () => {
  const constellation = Constellation.forTest('five processes');
  await constellation.start();
  expect(constellation.childPids).toHaveLength(5);
  const [first] = constellation.childPids;
  const { exit, stderr } = await constellation.endOf(first ?? expect.fail('no process'));
  expect(exit).toBe(1);
  expect(stderr.trim()).toBe('Manuel cannot go on. audit ended (SIGKILL).');
});

test.each(MODES)('when its PostgreSQL dies, %s ends with a sentence and exit code 1', async (mode) => {
  const constellation = Constellation.forTest(mode);
  await constellation.start();
  const { postgresPid } = constellation;
  const { exit, stderr } = await constellation.endOf(postgresPid ?? expect.fail('no PostgreSQL'));
  expect(exit).toBe(1);
  expect(stderr.trim()).toMatch(/^Manuel cannot go on\. .*PostgreSQL.*\.$/);
  await constellation.start();
  await constellation.stop();
});

test('secrets are made at the first start, for their owner alone, and are no defaults', async () => {
  const both = [Constellation.forTest('one process'), Constellation.forTest('one process')];
  const contents: string[][] = [];
  for (const constellation of both) {
    await constellation.start();
    const folder = join(constellation.dataFolder, 'secrets');
    expect(modeOf(folder)).toBe(0o700);
    const names = readdirSync(folder).sort();
    expect(names).toEqual(['origin-secret', 'ticket-secret', 'token-key.pem']);
    expect(names.map((name) => modeOf(join(folder, name)))).toEqual([0o600, 0o600, 0o600]);
    contents.push(names.map((name) => readFileSync(join(folder, name), 'utf8')));
    await constellation.stop();
  }
  expect(new Set(contents.flat()).size).toBe(6);
});

test.runIf(canBecomeNobody())('it works for a plain user too', async () => {
  // The page is made where the checkout lies, as npm start does for whoever owns it.
  await buildPlayground();
  const constellation = Constellation.forTest('one process', { account: NOBODY });
  await constellation.start();
  expect(statSync(constellation.dataFolder).uid).toBe(NOBODY.uid);
  const user = ada(constellation);
  await user.addAndWait(await dry40());
  (await user.ask(QUESTION)).expectMatch({ ask: { answer: { found: true } } });
  await constellation.stop();
});

function modeOf(path: string): number {
  return statSync(path).mode & 0o777;
}

/** Only root can run as others, and these must be let into the checkout. */
function canBecomeNobody(): boolean {
  if (process.getuid?.() !== 0) return false;
  return spawnSync('test', ['-r', import.meta.filename], { ...NOBODY, cwd: '/' }).status === 0;
}
