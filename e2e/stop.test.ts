import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { buildPlayground } from '@manuel/gateway';
import { expect, test, vi } from 'vitest';
import { Constellation, type Mode, PATIENT } from './constellation.ts';
import { dry40 } from './files.ts';
import { User } from './user.ts';

vi.setConfig(PATIENT);

const MODES: readonly Mode[] = ['one process', 'five processes'];
const NOBODY = { uid: 65_534, gid: 65_534 };
const QUESTION = 'How often must the air filter be washed?';

const ada = (constellation: Constellation) =>
  new User(constellation, { id: 'ada', workspace: 'demo', roles: ['admin'] });

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
    const made = ['api-key-secret', 'issuer-secret', 'metrics-token', 'ticket-secret', 'token-keys.json'];
    expect(names).toEqual(made);
    expect(names.map((name) => modeOf(join(folder, name)))).toEqual(names.map(() => 0o600));
    contents.push(names.map((name) => readFileSync(join(folder, name), 'utf8')));
    await constellation.stop();
  }
  expect(new Set(contents.flat()).size).toBe(2 * 5);
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
