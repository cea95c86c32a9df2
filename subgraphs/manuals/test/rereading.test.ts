import type { Caller } from '@manuel/identity';
import { NotFound, newId } from '@manuel/service';
import { eventually, testDatabase } from '@manuel/testkit';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { FileStore } from '../src/files/file-store.ts';
import { READING_ENGINE } from '../src/ingestion/reading-engine.ts';
import { holdReading, holdReadings } from './held-reading.ts';
import { ManualsTester, newAuthor, newMarkdown } from './manuals-tester.ts';
import { migrate } from './migrate.ts';

const manuals = await ManualsTester.start(await testDatabase('manuals', migrate));
afterAll(() => manuals.stop());
afterEach(() => vi.restoreAllMocks());

interface Engines {
  readonly engine: number;
  readonly tried: number;
  readonly revision: number;
}

async function enginesOf(id: string): Promise<Engines | undefined> {
  const sql = 'select engine, tried_engine as tried, revision from manuals.manuals where id = ?';
  return (await manuals.rows<Engines>(sql, [id]))[0];
}

/** Manuals as another engine would have left them. */
async function makeReadBy(engine: number, authors: readonly Caller[]): Promise<string[]> {
  const ids = await Promise.all(authors.map((author) => manuals.addReady(author, 'drill.md', newMarkdown())));
  const sql = 'update manuals.manuals set engine = ?, tried_engine = ? where id in (?)';
  await manuals.rows(sql, [engine, engine, ids]);
  return ids;
}

async function readBy(engine: number): Promise<{ author: Caller; id: string }> {
  const author = newAuthor();
  const [id = ''] = await makeReadBy(engine, [author]);
  return { author, id };
}

/** Starts a further process, which looks for what older engines have read, until the test is done with it. */
async function whileBeside(run: () => Promise<void>): Promise<void> {
  const beside = await manuals.beside({ audit: manuals.audit });
  try {
    await run();
  } finally {
    await beside.stop();
  }
}

function readAgain(id: string): Promise<void> {
  return eventually(async () =>
    expect(await enginesOf(id)).toEqual({ engine: READING_ENGINE, tried: READING_ENGINE, revision: 2 }),
  );
}

const readings = (author: Caller) =>
  manuals.entries(author.workspace).filter(({ action }) => action === 'manual.ingest');

describe('a manual that an older engine has read', () => {
  test('is read again by itself, can be searched all the time, and keeps its passages ids', async () => {
    const { author, id } = await readBy(READING_ENGINE - 1);
    const before = await manuals.passages(id);
    const held = holdReading();
    await whileBeside(async () => {
      await held.begun;
      (await manuals.revision(author, id)).expectMatch({
        manual: { status: 'READY', ingestion: { status: 'RUNNING' } },
      });
      held.goOn();
      await readAgain(id);
    });
    expect(await manuals.passages(id)).toEqual(before);
    await eventually(() => expect(readings(author)).toHaveLength(2));
    expect(readings(author)[1]).toMatchObject({
      ...{ actorId: null, workspace: author.workspace, outcome: 'DONE', target: `manual:${id}` },
    });
  });

  test('is read by one of two processes that look at once', async () => {
    const authors = [newAuthor(), newAuthor(), newAuthor()];
    const ids = await makeReadBy(READING_ENGINE - 1, authors);
    await whileBeside(() =>
      whileBeside(async () => {
        for (const id of ids) await readAgain(id);
      }),
    );
    for (const author of authors) await eventually(() => expect(readings(author)).toHaveLength(2));
  });

  test('waits with others of its kind, so that few are asked for at a time', async () => {
    const author = newAuthor();
    const ids = await makeReadBy(READING_ENGINE - 1, [author, author, author, author, author]);
    const held = holdReadings();
    await whileBeside(async () => {
      await held.begun;
      const [asked] = await manuals.rows<{ count: number }>(
        "select count(*)::int as count from manuals.ingestions where workspace = ? and status <> 'DONE'",
        [author.workspace],
      );
      expect(asked?.count).toBe(2);
      held.goOn();
      for (const id of ids) await readAgain(id);
    });
  });

  test('is not asked for while somebody waits for a file to be read', async () => {
    const held = holdReading();
    const author = newAuthor();
    const uploaded = await manuals.addFile(author, 'saw.md', newMarkdown());
    await held.begun;
    const { author: old, id } = await readBy(READING_ENGINE - 1);
    await whileBeside(async () => {
      (await manuals.revision(old, id)).expectMatch({ manual: { ingestion: { status: 'DONE' } } });
      held.goOn();
      await readAgain(id);
    });
    const upload = await manuals.settled(author, uploaded);
    const reading = await manuals.settled(old, id);
    expect(Date.parse(String(reading.at('manual', 'ingestion', 'startedAt')))).toBeGreaterThanOrEqual(
      Date.parse(String(upload.at('manual', 'ingestion', 'finishedAt'))),
    );
  });

  test('stays as it was when its file cannot be read any more, which is tried once', async () => {
    const { author, id } = await readBy(READING_ENGINE - 1);
    const before = await manuals.passages(id);
    const [{ sha256 = '' } = {}] = await manuals.rows<{ sha256: string }>(
      'select sha256 from manuals.manuals where id = ?',
      [id],
    );
    const store = new FileStore(`${manuals.dataFolder}/files`);
    await store.remove(author.workspace, sha256);
    await whileBeside(async () => {
      await eventually(async () => expect(await enginesOf(id)).toMatchObject({ tried: READING_ENGINE }));
    });
    (await manuals.settled(author, id)).expectMatch({
      manual: {
        status: 'READY',
        ingestion: {
          status: 'FAILED',
          failure: {
            code: 'FILE_MISSING',
            message: expect.stringMatching(/again failed.* stay as they were/),
          },
        },
      },
    });
    expect(await manuals.passages(id)).toEqual(before);
    // When the other one has been read, this one has been looked at, too.
    const other = await readBy(READING_ENGINE - 1);
    await whileBeside(() => readAgain(other.id));
    await eventually(() => expect(readings(author)).toHaveLength(2));
    expect(await enginesOf(id)).toEqual({ engine: READING_ENGINE - 1, tried: READING_ENGINE, revision: 1 });
  });
});

describe('a manual that a newer engine has read', () => {
  test('is left alone, also when somebody asks', async () => {
    const { author, id } = await readBy(READING_ENGINE + 1);
    const other = await readBy(READING_ENGINE - 1);
    await whileBeside(() => readAgain(other.id));
    (await manuals.reingest(author, id)).expectMatch({
      reingestManual: {
        __typename: 'InvalidInput',
        path: 'id',
        message: expect.stringMatching(/newer version/),
      },
    });
    expect(await enginesOf(id)).toMatchObject({ engine: READING_ENGINE + 1, revision: 1 });
  });

  test('is not overwritten by a reading that was asked for before', async () => {
    const { author, id } = await readBy(READING_ENGINE);
    const busy = await readBy(READING_ENGINE);
    const held = holdReading();
    await manuals.replaceFile(busy.author, busy.id, 'y.md', newMarkdown());
    await held.begun;
    (await manuals.reingest(author, id)).expectMatch({ reingestManual: { manual: { id } } });
    await manuals.rows('update manuals.manuals set engine = ? where id = ?', [READING_ENGINE + 1, id]);
    held.goOn();
    (await manuals.settled(author, id)).expectMatch({ manual: { ingestion: { status: 'DONE' } } });
    expect(await enginesOf(id)).toMatchObject({ engine: READING_ENGINE + 1, revision: 1 });
  });

  test('is read by the older one when it gets a new file', async () => {
    const { author, id } = await readBy(READING_ENGINE + 1);
    await manuals.replaceFile(author, id, 'drill-2.md', newMarkdown());
    (await manuals.settled(author, id)).expectMatch({ manual: { fileName: 'drill-2.md' } });
    await readAgain(id);
  });
});

describe('a manual is read again by hand', () => {
  test('by whoever may write, once for all who ask at the same time', async () => {
    const { author, id } = await readBy(READING_ENGINE);
    const held = holdReading();
    (await manuals.reingest(author, id)).expectData({
      reingestManual: {
        __typename: 'ManualReingested',
        manual: { id, status: 'READY', ingestion: { status: expect.stringMatching(/QUEUED|RUNNING/) } },
      },
    });
    (await manuals.reingest(author, id)).expectMatch({ reingestManual: { manual: { status: 'READY' } } });
    await held.begun;
    held.goOn();
    await readAgain(id);
    await manuals.expectEntries(author.workspace, [
      ...['upload.request DONE', 'manual.add DONE', 'manual.ingest DONE'],
      ...['manual.reingest DONE', 'manual.ingest DONE'],
    ]);
    expect(readings(author)[1]).toMatchObject({ actorId: author.id });
    (await manuals.reingest({ ...author, roles: ['reader'] }, id)).expectError('FORBIDDEN', /manuals:write/);
  });

  test('also one that failed, and not one that is nowhere or elsewhere', async () => {
    const author = newAuthor();
    vi.spyOn(FileStore.prototype, 'read').mockRejectedValueOnce(new NotFound('The file is gone.'));
    const id = await manuals.addFile(author, 'drill.md', newMarkdown());
    (await manuals.ended(author, id)).expectMatch({ manual: { status: 'FAILED' } });
    (await manuals.reingest(author, id)).expectMatch({ reingestManual: { manual: { status: 'QUEUED' } } });
    (await manuals.ended(author, id)).expectMatch({ manual: { status: 'READY' } });
    for (const [caller, of] of [
      [newAuthor(), id],
      [author, newId()],
      [author, 'no id'],
    ] as const) {
      (await manuals.reingest(caller, of)).expectMatch({
        reingestManual: { __typename: 'NotFound', message: expect.stringContaining(of) },
      });
    }
  });
});
