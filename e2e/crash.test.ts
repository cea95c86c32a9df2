import { eventually } from '@manuel/testkit';
import pg from 'pg';
import { expect, test, vi } from 'vitest';
import { Constellation, PATIENT } from './constellation.ts';
import { dry40, longManual } from './files.ts';
import { User } from './user.ts';

vi.setConfig({ ...PATIENT, testTimeout: 240_000 });

const LONG_PAGES = 400;
const JOB_DEADLINE_MS = 60_000;
const QUESTION = 'How often must the air filter be washed?';

const ada = (constellation: Constellation, workspace: string) =>
  new User(constellation, { id: 'ada', workspace, roles: ['admin'] });

test('after kill -9 of everything, the next start finishes the ingestion and has all that was there', async () => {
  const constellation = Constellation.forTest('one process');
  await constellation.start();
  const file = await longManual(LONG_PAGES);
  const [clean, user] = [ada(constellation, 'clean'), ada(constellation, 'crashed')];
  const undisturbed = await clean.passages(await clean.addAndWait(file));

  const small = await user.addAndWait(await dry40());
  for (const number of [1, 2, 3])
    (await user.ask(`${QUESTION} ${number}`)).expectMatch({ ask: { __typename: 'Question' } });
  const id = await user.add(file);
  await eventually(async () => {
    const { status, ingestion } = await user.ingestion(id);
    expect(status).toBe('INGESTING');
    expect(ingestion.progress).toBeGreaterThan(0);
  });
  const inFlight = Array.from({ length: 20 }, (_, number) => user.ask(`${QUESTION} In flight ${number}`));
  const answered = Promise.allSettled(inFlight);
  await Promise.race(inFlight);
  await constellation.kill();
  const told = (await answered).flatMap((one) =>
    one.status === 'fulfilled' ? [String(one.value.at('ask', 'text'))] : [],
  );

  await constellation.start();
  const { ingestion, pageCount } = await eventually(async () => {
    const now = await user.ingestion(id);
    expect(now.status, JSON.stringify(now)).toBe('READY');
    return now;
  }, JOB_DEADLINE_MS);
  expect(ingestion).toMatchObject({ status: 'DONE', progress: 1, failure: null });
  // It was the kill that interrupted it: one try was not enough.
  expect(ingestion.attempt).toBeGreaterThan(1);
  expect(pageCount).toBe(LONG_PAGES);
  expect(await user.passages(id)).toEqual(undisturbed);

  const log = (await user.questions()).map(({ text }) => text);
  expect(log).toEqual(expect.arrayContaining([1, 2, 3].map((number) => `${QUESTION} ${number}`)));
  expect(log).toEqual(expect.arrayContaining(told));
  await endLeases(constellation.postgresUrl);
  await eventually(async () => expect((await user.usageToday()).used).toBe(log.length), JOB_DEADLINE_MS);
  await eventually(async () => {
    const entries = await user.auditEntries({ outcome: 'DONE' });
    const targets = (action: string) =>
      entries.filter((entry) => entry.action === action).map(({ target }) => target);
    expect(targets('question.ask')).toHaveLength(log.length);
    expect(targets('manual.add').sort()).toEqual([small, id].map((one) => `manual:${one}`).sort());
    expect(targets('manual.ingest').sort()).toEqual([small, id].map((one) => `manual:${one}`).sort());
  }, JOB_DEADLINE_MS);
  expect(await user.questions()).toEqual(log.map((text) => ({ text, charged: 1 })));
  await constellation.stop();
});

test('after kill -9 of node alone, the next start takes its PostgreSQL over', async () => {
  const constellation = Constellation.forTest('one process');
  await constellation.start();
  const user = ada(constellation, 'crashed');
  await user.addAndWait(await dry40());
  await user.ask(QUESTION);
  const { postgresPid } = constellation;
  expect(postgresPid).toBeGreaterThan(0);
  await constellation.killNode();
  await constellation.start();
  expect(constellation.postgresPid).toBe(postgresPid);
  expect((await user.questions()).map(({ text }) => text)).toEqual([QUESTION]);
  (await user.ask(QUESTION)).expectMatch({ ask: { answer: { found: true } } });
  await constellation.stop();
  expect(constellation.postgresPid).toBeUndefined();
});

/** Lets two minutes pass for questions that were charged and never answered, so that their charge is given back. */
async function endLeases(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(
      "update usage.charges set taken_at = taken_at - interval '10 minutes' where state = 'TAKEN'",
    );
  } finally {
    await client.end();
  }
}
