import { Jobs } from '@manuel/database';
import { ChildScript, eventually, temporaryFolder, testDatabase } from '@manuel/testkit';
import { afterAll, expect, test, vi } from 'vitest';
import { LIMITS, ManualsTester, newAuthor, sha256Of, TICKET_SECRET, textBytes } from './manuals-tester.ts';
import { migrate } from './migrate.ts';

const CRASH_DEADLINE_MS = 60_000;
/** Any number that nothing else here locks. */
const HOLD = 4711;

const databaseUrl = await testDatabase('manuals', migrate);
const folder = temporaryFolder();
const front = await withoutWorkers();
afterAll(() => front.stop());

/** Takes requests and queues jobs, and leaves them to other processes. */
async function withoutWorkers(): Promise<ManualsTester> {
  const work = vi.spyOn(Jobs.prototype, 'work').mockResolvedValue(undefined);
  try {
    return await ManualsTester.start(databaseUrl, {}, folder);
  } finally {
    work.mockRestore();
  }
}

/** A process of its own that ingests from the same database and folder. */
function worker(): ChildScript {
  return new ChildScript(`
    import { startManuals } from '@manuel/manuals';
    import { createLogger } from '@manuel/service';
    await startManuals({
      databaseUrl: ${JSON.stringify(databaseUrl)},
      redisUrl: undefined,
      dataFolder: ${JSON.stringify(folder.path)},
      ticketSecret: ${JSON.stringify(TICKET_SECRET)},
      limits: ${JSON.stringify(LIMITS)},
      embedding: null,
      searchMemoryBytes: 1_000_000,
      log: createLogger('worker', 'silent'),
      audit: { execute: async () => ({ data: { recordEntries: 1 } }) },
    });
  `);
}

/** Stops whoever has written passages before they are committed. @returns what lets them go on */
async function holdAfterPassages(): Promise<() => Promise<void>> {
  await front.rows(`create function manuals.hold() returns trigger language plpgsql as
    'begin perform pg_advisory_xact_lock(${HOLD}); return null; end'`);
  await front.rows(
    'create trigger hold after insert on manuals.passages for each statement execute function manuals.hold()',
  );
  const { promise: isHeld, resolve: held } = Promise.withResolvers<void>();
  const { promise: isReleased, resolve: release } = Promise.withResolvers<void>();
  const holding = front.database.transaction(async (em) => {
    await em.execute('select pg_advisory_xact_lock(?)', [HOLD]);
    held();
    await isReleased;
  });
  await isHeld;
  return async () => {
    release();
    await holding;
    await front.rows('drop function manuals.hold() cascade');
  };
}

/** Kills a process that is writing passages, before they are committed. */
async function killWhileWriting(): Promise<void> {
  const letGo = await holdAfterPassages();
  const killed = worker();
  await eventually(async () => expect(await waiting()).toHaveLength(1));
  await killed.kill();
  await letGo();
  await eventually(async () => expect(await waiting()).toEqual([]));
}

async function waiting(): Promise<unknown[]> {
  return front.rows("select pid from pg_locks where locktype = 'advisory' and objid = ? and not granted", [
    HOLD,
  ]);
}

test(
  'the job of a process that was killed while it wrote is done again, each passage once',
  async () => {
    const author = newAuthor();
    const text = Array.from({ length: 300 }, (_, index) => `Step ${index}: turn the knob and wait a moment.`);
    const id = await front.addFile(author, 'drill.txt', textBytes(text.join('\n')));
    await killWhileWriting();
    const asked = 'query ($id: ID!) { manual(id: $id) { status ingestion { status attempt } } }';
    (await front.served.as(author).send(asked, { id })).expectData({
      manual: { status: 'INGESTING', ingestion: { status: 'RUNNING', attempt: 1 } },
    });
    expect((await front.left(author.workspace)).passages).toBe(0);

    const next = worker();
    try {
      (await front.ended(author, id, CRASH_DEADLINE_MS)).expectMatch({
        manual: { status: 'READY', ingestion: { status: 'DONE', progress: 1, attempt: 2, failure: null } },
      });
    } finally {
      await next.kill();
    }
    const passages = await front.passages(id);
    const steps = new Set(passages.flatMap((passage) => passage.text.match(/Step \d+/g) ?? []));
    expect(steps.size).toBe(300);
    expect(new Set(passages.map((passage) => passage.id)).size).toBe(passages.length);
    expect(await front.left(author.workspace)).toEqual({
      ...{ uploads: 0, manuals: 1, passages: passages.length, ingestions: 1, files: 1, incoming: 0 },
    });
  },
  CRASH_DEADLINE_MS + 30_000,
);

test(
  'a new file whose process was killed while it wrote takes its place later, and the old one is there until then',
  async () => {
    const author = newAuthor();
    const id = await front.addFile(author, 'drill-1.txt', textBytes('Turn the knob to the left.'));
    const first = worker();
    await front.ended(author, id);
    await first.kill();
    const before = await front.passages(id);
    const newBytes = textBytes('Press the lever upwards.');
    await front.replaceFile(author, id, 'drill-2.txt', newBytes);
    await killWhileWriting();
    (await front.revision(author, id)).expectMatch({
      manual: { status: 'READY', fileName: 'drill-1.txt', ingestion: { status: 'RUNNING' } },
    });
    expect(await front.passages(id)).toEqual(before);
    expect((await front.left(author.workspace)).files).toBe(2);

    const next = worker();
    try {
      await front.settled(author, id, CRASH_DEADLINE_MS);
      // Without Redis a process believes what it has kept for a second.
      await eventually(async () =>
        (await front.revision(author, id)).expectMatch({
          manual: { status: 'READY', fileName: 'drill-2.txt', sha256: sha256Of(newBytes) },
        }),
      );
    } finally {
      await next.kill();
    }
    expect(await front.passages(id)).toMatchObject([{ text: 'Press the lever upwards.' }]);
  },
  2 * CRASH_DEADLINE_MS,
);
