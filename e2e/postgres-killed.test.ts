import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PostgresServer } from '@manuel/database';
import { eventually, temporaryFolder } from '@manuel/testkit';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Constellation, PATIENT } from './constellation.ts';
import { dry40 } from './files.ts';
import { killAll, runningOf } from './process-tree.ts';
import { User } from './user.ts';

vi.setConfig({ ...PATIENT, testTimeout: 240_000 });

const ASKERS = 4;
/** Of each; all together fit on one page. */
const QUESTIONS = 15;
const SETTLED_DEADLINE_MS = 60_000;

test('PostgreSQL is killed while questions are asked: five processes live on, and each question is there once', async () => {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  const startPostgres = () => PostgresServer.start({ dataFolder: folder.path, settings: { fsync: 'off' } });
  let postgres = await startPostgres();
  onTestFinished(() => postgres.stop());
  const settings = { DATABASE_URL: postgres.url };
  const constellation = Constellation.forTest('five processes', { settings });
  await constellation.start();
  const { childPids } = constellation;
  const user = new User(constellation, { id: 'ada', workspace: 'killed', roles: ['admin'] });
  await user.addAndWait(await dry40());

  const answered: string[] = [];
  const refused = new Set<unknown>();
  /** Asks until it is answered, each time with the same key, as a client does that wants it once. */
  const askOnce = async (text: string) => {
    const idempotencyKey = randomUUID();
    for (;;) {
      const answer = await user.ask(text, { idempotencyKey });
      if (answer.errors.length === 0) break;
      for (const code of answer.codes) refused.add(code);
      await sleep(50);
    }
    answered.push(text);
  };
  const asking = Promise.all(
    Array.from({ length: ASKERS }, async (_, asker) => {
      for (let number = 0; number < QUESTIONS; number += 1)
        await askOnce(`How often must the air filter be washed? ${asker}.${number}`);
    }),
  );
  const readiness = async () => (await fetch(`${constellation.origin}/health/ready`)).status;
  await eventually(() => expect(answered.length).toBeGreaterThan(ASKERS));
  const pid = readFileSync(join(folder.path, 'postgres/postmaster.pid'), 'utf8').split('\n')[0];
  await killAll([Number(pid)]);
  await eventually(async () => expect(await readiness()).toBe(503));
  postgres = await startPostgres();
  await eventually(async () => expect(await readiness()).toBe(200));
  await asking;

  expect(childPids).toHaveLength(5);
  expect(runningOf(childPids)).toEqual(childPids);
  expect([...refused]).toEqual(['UNAVAILABLE']);
  expect(answered).toHaveLength(ASKERS * QUESTIONS);
  const asked = await user.questions();
  expect(asked.map(({ text }) => text).toSorted()).toEqual(answered.toSorted());
  await eventually(async () => {
    const entries = await user.auditEntries({ outcome: 'DONE', action: 'question.ask' });
    expect(entries).toHaveLength(answered.length);
    expect((await user.usageToday()).used).toBe(answered.length);
    expect((await user.questions()).map(({ charged }) => charged)).toEqual(answered.map(() => 1));
  }, SETTLED_DEADLINE_MS);
  await constellation.stop();
});
