import type { Caller } from '@manuel/identity';
import { newId } from '@manuel/service';
import { eventually, testDatabase } from '@manuel/testkit';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { FileStore } from '../src/files/file-store.ts';
import { pdfOf } from '../src/ingestion/fixtures.ts';
import { holdReading } from './held-reading.ts';
import { ManualsTester, NOTHING, newAuthor, newMarkdown, sha256Of, textBytes } from './manuals-tester.ts';
import { migrate } from './migrate.ts';

const manuals = await ManualsTester.start(await testDatabase('manuals', migrate));
afterAll(() => manuals.stop());
afterEach(() => vi.restoreAllMocks());

const ONE_READ = { ...NOTHING, manuals: 1, ingestions: 1, passages: 1, files: 1 };
const OLD = 'Turn the knob to the left.';
const NEW = 'Press the lever upwards.';

/** The texts that a search in a workspace finds. */
async function found(caller: Caller, text: string): Promise<unknown[]> {
  const asked = 'query ($text: String!) { searchPassages(text: $text) { passage { text } } }';
  const answer = await manuals.served.as(caller).send(asked, { text });
  // A list in this query.
  const hits = answer.at('searchPassages') as { passage: { text: string } }[];
  return hits.map(({ passage }) => passage.text);
}

async function oldManual(): Promise<{ author: Caller; id: string; bytes: Uint8Array }> {
  const author = newAuthor();
  const bytes = newMarkdown(OLD);
  return { author, bytes, id: await manuals.addReady(author, 'drill-1.md', bytes, { title: 'Drill' }) };
}

/** A manual whose replacement is held while it is read. */
async function halfReplaced() {
  const { author, id, bytes } = await oldManual();
  const newBytes = newMarkdown(NEW);
  const held = holdReading();
  (await manuals.replaceFile(author, id, 'drill-2.md', newBytes)).expectMatch({
    replaceManual: { deduplicated: false },
  });
  await held.begun;
  return { author, id, bytes, newBytes, held };
}

describe('a new file', () => {
  test('takes the place of the old one: the id stays, and all that is told of the file is new', async () => {
    const { author, id } = await oldManual();
    const bytes = await pdfOf([
      ['# Levers', NEW],
      ['# Care', 'Wipe it with a dry cloth.'],
    ]);
    (await manuals.replaceFile(author, id, 'drill-2.pdf', bytes, ' Drill 2 ')).expectMatch({
      replaceManual: { deduplicated: false, manual: { id, title: 'Drill', status: 'READY' } },
    });
    (await manuals.settled(author, id)).expectMatch({
      manual: {
        ...{ status: 'READY', title: 'Drill 2', fileName: 'drill-2.pdf', mediaType: 'application/pdf' },
        ...{ byteSize: bytes.length, sha256: sha256Of(bytes), pageCount: 2 },
        ingestion: { status: 'DONE', step: null, progress: 1, failure: null },
      },
    });
    expect(await found(author, 'knob')).toEqual([]);
    expect(await found(author, 'lever')).toEqual([expect.stringContaining(NEW)]);
    await eventually(async () => expect(await manuals.files(author.workspace)).toEqual([sha256Of(bytes)]));
    await manuals.expectEntries(author.workspace, [
      ...['upload.request DONE', 'manual.add DONE', 'manual.ingest DONE'],
      ...['upload.request DONE', 'manual.replace DONE', 'manual.ingest DONE'],
    ]);
  });

  test('may be of another language, of which it is searched from then on', async () => {
    const { author, id } = await oldManual();
    const uploadId = await manuals.upload(author, 'bohrer.md', newMarkdown('Reinigen Sie die Bohrfutter.'));
    (await manuals.replace(author, id, uploadId, { language: 'DE' })).expectMatch({
      replaceManual: { deduplicated: false },
    });
    (await manuals.settled(author, id)).expectMatch({ manual: { language: 'de', title: 'Drill' } });
    expect(await found(author, 'Wie wird ein Bohrfutter gereinigt?')).toHaveLength(1);
  });

  test('tells its language where that is asked for', async () => {
    const { author, id } = await oldManual();
    const text = 'Ziehen Sie vor dem Reinigen immer den Netzstecker, und lassen Sie das Gerät abkühlen. ';
    const uploadId = await manuals.upload(author, 'bohrer.md', newMarkdown(text.repeat(5)));
    await manuals.replace(author, id, uploadId, { language: 'und' });
    (await manuals.settled(author, id)).expectMatch({ manual: { language: 'de' } });
  });

  test('leaves the old one searchable while it is read, and says how far it is', async () => {
    const { author, id, bytes, held } = await halfReplaced();
    (await manuals.revision(author, id)).expectMatch({
      manual: {
        ...{ status: 'READY', fileName: 'drill-1.md', sha256: sha256Of(bytes) },
        ingestion: {
          ...{ status: 'RUNNING', progress: 0, startedAt: expect.any(String), finishedAt: null },
        },
      },
    });
    await eventually(async () =>
      (await manuals.revision(author, id)).expectMatch({ manual: { ingestion: { step: 'READING' } } }),
    );
    expect(await found(author, 'knob')).toHaveLength(1);
    expect(await manuals.left(author.workspace)).toEqual({ ...ONE_READ, files: 2 });
    held.goOn();
    (await manuals.settled(author, id)).expectMatch({
      manual: { title: 'Drill', fileName: 'drill-2.md', ingestion: { finishedAt: expect.any(String) } },
    });
    await eventually(async () => expect(await manuals.left(author.workspace)).toEqual(ONE_READ));
  });

  test('that cannot be read leaves the manual as it was, and says why', async () => {
    const { author, id, bytes } = await oldManual();
    await manuals.replaceFile(author, id, 'drill-2.pdf', await pdfOf([[], []]), 'Drill 2');
    (await manuals.settled(author, id)).expectMatch({
      manual: {
        ...{ status: 'READY', title: 'Drill', fileName: 'drill-1.md', sha256: sha256Of(bytes) },
        ingestion: {
          status: 'FAILED',
          failure: {
            code: 'PDF_WITHOUT_TEXT',
            message: expect.stringMatching(
              /^The new file drill-2\.pdf was not taken.* stays as it was\. .*OCR/,
            ),
          },
        },
      },
    });
    expect(await found(author, 'knob')).toHaveLength(1);
    await eventually(async () => expect(await manuals.left(author.workspace)).toEqual(ONE_READ));
    await manuals.expectEntries(author.workspace, [
      ...['upload.request DONE', 'manual.add DONE', 'manual.ingest DONE'],
      ...['upload.request DONE', 'manual.replace DONE', 'manual.ingest FAILED PDF_WITHOUT_TEXT'],
    ]);
  });

  test('of the same bytes changes nothing but the title, at once', async () => {
    const { author, id, bytes } = await oldManual();
    (await manuals.replaceFile(author, id, 'copy.md', bytes, 'Drill 1')).expectMatch({
      replaceManual: {
        deduplicated: true,
        manual: {
          id,
          title: 'Drill 1',
          fileName: 'drill-1.md',
          status: 'READY',
          ingestion: { status: 'DONE' },
        },
      },
    });
    (await manuals.revision(author, id)).expectMatch({ manual: { title: 'Drill 1' } });
    expect(await manuals.left(author.workspace)).toEqual(ONE_READ);
    await manuals.expectEntries(author.workspace, [
      ...['upload.request DONE', 'manual.add DONE', 'manual.ingest DONE'],
      ...['upload.request DONE', 'manual.deduplicate DONE'],
    ]);
  });

  test('of the same bytes is read again when it is said to be of another language', async () => {
    const { author, id, bytes } = await oldManual();
    const uploadId = await manuals.upload(author, 'drill-1.md', bytes);
    (await manuals.replace(author, id, uploadId, { language: 'de' })).expectMatch({
      replaceManual: { deduplicated: false, manual: { id } },
    });
    (await manuals.settled(author, id)).expectMatch({ manual: { language: 'de', sha256: sha256Of(bytes) } });
    expect(await manuals.left(author.workspace)).toEqual(ONE_READ);
  });

  test('makes a manual that could not be read one that can, under its id', async () => {
    const author = newAuthor();
    const id = await manuals.addFile(author, 'drill.md', textBytes('\n \n'));
    (await manuals.ended(author, id)).expectMatch({ manual: { status: 'FAILED' } });
    (await manuals.replaceFile(author, id, 'drill-2.md', newMarkdown(NEW))).expectMatch({
      replaceManual: { manual: { status: 'QUEUED' } },
    });
    (await manuals.settled(author, id)).expectMatch({ manual: { status: 'READY', fileName: 'drill-2.md' } });
    await eventually(async () => expect(await manuals.left(author.workspace)).toEqual(ONE_READ));
  });

  test('for a manual that is being read for the first time is what it becomes', async () => {
    const author = newAuthor();
    const held = holdReading();
    const id = await manuals.addFile(author, 'drill-1.md', newMarkdown(OLD));
    await held.begun;
    await manuals.replaceFile(author, id, 'drill-2.md', newMarkdown(NEW));
    (await manuals.settled(author, id)).expectMatch({ manual: { status: 'READY', fileName: 'drill-2.md' } });
    held.goOn();
    await manuals.untilIdle();
    expect(await found(author, 'knob lever')).toEqual([expect.stringContaining(NEW)]);
    expect(await manuals.left(author.workspace)).toEqual(ONE_READ);
  });
});

describe('a new file is refused', () => {
  test('when another manual of the workspace has it, which is named', async () => {
    const { author, id } = await oldManual();
    const bytes = newMarkdown();
    const other = await manuals.addReady(author, 'saw.md', bytes, { title: 'Saw' });
    (await manuals.replaceFile(author, id, 'drill-2.md', bytes)).expectMatch({
      replaceManual: {
        ...{ __typename: 'InvalidInput', path: 'input.uploadId' },
        message: expect.stringContaining(`"Saw" (${other})`),
      },
    });
    (await manuals.revision(author, id)).expectMatch({
      manual: { fileName: 'drill-1.md', ingestion: { status: 'DONE' } },
    });
  });

  test('when another manual got it while it was read', async () => {
    const { author, id, newBytes, held } = await halfReplaced();
    const other = await manuals.addReady(author, 'saw.md', newBytes, { title: 'Saw' });
    held.goOn();
    (await manuals.settled(author, id)).expectMatch({
      manual: {
        ...{ status: 'READY', fileName: 'drill-1.md' },
        ingestion: { failure: { code: 'FILE_TAKEN', message: expect.stringContaining(`"Saw" (${other})`) } },
      },
    });
    expect(await manuals.files(author.workspace)).toHaveLength(2);
  });

  test('when there is no such manual or upload here, or the upload was used', async () => {
    const { author, id } = await oldManual();
    const uploadId = await manuals.upload(author, 'drill-2.md', newMarkdown());
    const stranger = newAuthor();
    const foreign = await manuals.upload(stranger, 'drill-2.md', newMarkdown());
    for (const [caller, manual, upload, sentence] of [
      [author, newId(), uploadId, /no manual/],
      [author, 'no id', uploadId, /no manual/],
      [stranger, id, foreign, /no manual/],
      [author, id, foreign, /no such upload/],
      [author, id, newId(), /no such upload/],
    ] as const) {
      (await manuals.replace(caller, manual, upload)).expectMatch({
        replaceManual: { __typename: 'NotFound', message: expect.stringMatching(sentence) },
      });
    }
    for (const [description, path] of [
      [{ title: ' ' }, 'input.title'],
      [{ language: 'en_US' }, 'input.language'],
    ] as const) {
      (await manuals.replace(author, id, uploadId, description)).expectMatch({
        replaceManual: { __typename: 'InvalidInput', path },
      });
    }
    (await manuals.replace(author, id, uploadId)).expectMatch({ replaceManual: { deduplicated: false } });
    (await manuals.replace(author, id, uploadId)).expectMatch({
      replaceManual: { __typename: 'NotFound', message: expect.stringMatching(/used/) },
    });
    await manuals.settled(author, id);
  });
});

describe('while a new file is read', () => {
  test('a later one wins, and what the earlier one finds is not written over it', async () => {
    const { author, id, held } = await halfReplaced();
    const beside = await manuals.beside({ audit: manuals.audit });
    try {
      const last = newMarkdown('Slide the catch sideways.');
      (await manuals.replaceFile(author, id, 'drill-3.md', last, 'Drill 3')).expectMatch({
        replaceManual: { deduplicated: false, manual: { fileName: 'drill-1.md', status: 'READY' } },
      });
      const asLast = { title: 'Drill 3', fileName: 'drill-3.md', sha256: sha256Of(last) };
      // The other process has read it, so this one's cache hears of it a moment later.
      await eventually(async () => (await manuals.settled(author, id)).expectMatch({ manual: asLast }));
      held.goOn();
      await manuals.untilIdle();
      (await manuals.settled(author, id)).expectMatch({ manual: asLast });
      expect(await found(author, 'knob lever catch')).toEqual([expect.stringContaining('catch')]);
      expect(await manuals.left(author.workspace)).toEqual(ONE_READ);
      await manuals.expectEntries(author.workspace, [
        ...['upload.request DONE', 'manual.add DONE', 'manual.ingest DONE', 'upload.request DONE'],
        ...['manual.replace DONE', 'upload.request DONE', 'manual.replace DONE', 'manual.ingest DONE'],
      ]);
    } finally {
      await beside.stop();
    }
  });

  test('the same one again changes at most the title', async () => {
    const { author, id, newBytes, held } = await halfReplaced();
    (await manuals.replaceFile(author, id, 'again.md', newBytes, 'Drill 2')).expectMatch({
      replaceManual: { deduplicated: true, manual: { title: 'Drill', ingestion: { status: 'RUNNING' } } },
    });
    held.goOn();
    (await manuals.settled(author, id)).expectMatch({ manual: { title: 'Drill 2', fileName: 'drill-2.md' } });
  });

  test("the manual's own bytes end it", async () => {
    const { author, id, bytes, held } = await halfReplaced();
    (await manuals.replaceFile(author, id, 'drill-1.md', bytes)).expectMatch({
      replaceManual: { deduplicated: true, manual: { ingestion: { status: 'DONE' } } },
    });
    expect(await manuals.left(author.workspace)).toEqual(ONE_READ);
    held.goOn();
    await manuals.untilIdle();
    (await manuals.settled(author, id)).expectMatch({ manual: { fileName: 'drill-1.md' } });
    expect(await found(author, 'knob lever')).toEqual([expect.stringContaining(OLD)]);
  });

  test('the manual can be removed, and nothing of it is left', async () => {
    const { author, id, held } = await halfReplaced();
    (await manuals.remove(author, id)).expectMatch({ removeManual: { __typename: 'ManualRemoved' } });
    held.goOn();
    await manuals.untilIdle();
    expect(await manuals.left(author.workspace)).toEqual(NOTHING);
  });

  test('it is added as a manual of its own by whoever adds it', async () => {
    const { author, id, newBytes, held } = await halfReplaced();
    const other = await manuals.addFile(author, 'other.md', newBytes);
    expect(other).not.toBe(id);
    held.goOn();
    await manuals.settled(author, id);
  });
});

test('many new files at once end with one of them, whole', async () => {
  const { author, id } = await oldManual();
  const beside = await manuals.beside({ audit: manuals.audit });
  try {
    const asked = Array.from({ length: 8 }, async (_, index) => {
      const bytes = newMarkdown(`Press button number ${index}.`);
      (await manuals.replaceFile(author, id, `drill-${index}.md`, bytes, `Drill ${index}`)).expectMatch({
        replaceManual: { deduplicated: false },
      });
      return sha256Of(bytes);
    });
    const digests = await Promise.all(asked);
    await manuals.untilIdle();
    const settled = await manuals.settled(author, id);
    settled.expectMatch({ manual: { status: 'READY', ingestion: { status: 'DONE' } } });
    const winner = digests.indexOf(String(settled.at('manual', 'sha256')));
    settled.expectMatch({ manual: { title: `Drill ${winner}`, fileName: `drill-${winner}.md` } });
    expect(await found(author, 'button')).toEqual([expect.stringContaining(`number ${winner}.`)]);
    await eventually(async () => expect(await manuals.left(author.workspace)).toEqual(ONE_READ));
  } finally {
    await beside.stop();
  }
});

test('a search finds a manual in one of its revisions at any moment, and never in two', async () => {
  const { author, id } = await oldManual();
  const seen = new Set<unknown>();
  let isOver = false;
  const searching = [1, 2, 3].map(async () => {
    while (!isOver) {
      const texts = await found(author, 'turn the knob number');
      expect(texts).toHaveLength(1);
      seen.add(texts[0]);
    }
  });
  try {
    for (let number = 1; number <= 6; number += 1) {
      await manuals.replaceFile(author, id, 'drill.md', newMarkdown(`Turn the knob number ${number}.`));
      (await manuals.settled(author, id)).expectMatch({ manual: { ingestion: { status: 'DONE' } } });
    }
  } finally {
    isOver = true;
    await Promise.all(searching);
  }
  expect(seen.size).toBeGreaterThan(1);
});

test('a passage that the new file has at the same place keeps its id; one that is gone is null', async () => {
  const author = newAuthor();
  const text = (second: string) =>
    textBytes(['# Safety', 'wear glasses '.repeat(70), '# Use', second.repeat(70)].join('\n\n'));
  const id = await manuals.addReady(author, 'drill-1.md', text('turn the knob '));
  const before = await manuals.passages(id);
  const ENTITIES = 'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Passage { heading } } }';
  const of = before.map((passage) => ({ __typename: 'Passage', id: passage.id }));
  // Now they are in the cache.
  await manuals.served.as(author).send(ENTITIES, { of });
  await manuals.replaceFile(author, id, 'drill-2.md', text('press the lever '));
  await manuals.settled(author, id);
  const after = new Map((await manuals.passages(id)).map((passage) => [passage.id, passage.heading]));
  const answer = await manuals.served.as(author).send(ENTITIES, { of });
  answer.expectData({
    _entities: before.map((passage) => (after.has(passage.id) ? { heading: passage.heading } : null)),
  });
  expect(answer.at('_entities', 0)).toEqual({ heading: 'Safety' });
  expect(answer.at('_entities', before.length - 1)).toBeNull();
});

describe('a new file whose every reading breaks off', () => {
  const DIES_MS = 40_000;
  const LETTERS = `query { deadLetters { manuals(first: 20) { edges { node { id queue reason } } } } }`;

  async function givenUp() {
    const admin = newAuthor({ roles: ['admin'] });
    const id = await manuals.addReady(admin, 'drill-1.md', newMarkdown(OLD), { title: 'Drill' });
    const broken = vi.spyOn(FileStore.prototype, 'read').mockRejectedValue(new Error('The disk is full.'));
    await manuals.replaceFile(admin, id, 'drill-2.md', newMarkdown(NEW));
    const letter = await eventually(async () => {
      // The pauses between the tries pass.
      await manuals.rows("update manuals_jobs.job set start_after = now() where state = 'retry'");
      const answer = await manuals.served.as(admin).send(LETTERS);
      answer.expectMatch({
        deadLetters: {
          manuals: {
            edges: [
              {
                node: {
                  queue: 'revise',
                  reason: expect.stringMatching(
                    /^drill-2\.md \("Drill"\) could not be read.*The disk is full\./,
                  ),
                },
              },
            ],
          },
        },
      });
      return String(answer.at('deadLetters', 'manuals', 'edges', 0, 'node', 'id'));
    }, DIES_MS);
    broken.mockRestore();
    (await manuals.settled(admin, id)).expectMatch({
      manual: {
        status: 'READY',
        fileName: 'drill-1.md',
        ingestion: { failure: { code: 'INGESTION_FAILED' } },
      },
    });
    expect(await manuals.left(admin.workspace)).toEqual({ ...ONE_READ, files: 2 });
    return { admin, id, letter };
  }

  const deal = (admin: Caller, verb: 'redrive' | 'discard', letter: string) =>
    manuals.served
      .as(admin)
      .send(`mutation ($ids: [ID!]!) { ${verb}ManualsDeadLetters(ids: $ids) { __typename } }`, {
        ids: [letter],
      });

  test(
    'is a dead letter that names it, and is taken when that is redriven',
    async () => {
      const { admin, id, letter } = await givenUp();
      await deal(admin, 'redrive', letter);
      await eventually(async () =>
        (await manuals.settled(admin, id)).expectMatch({
          manual: { fileName: 'drill-2.md', ingestion: { status: 'DONE', failure: null } },
        }),
      );
      await eventually(async () => expect(await manuals.left(admin.workspace)).toEqual(ONE_READ));
    },
    2 * DIES_MS,
  );

  test(
    'is taken when the manual is read again by hand, which takes the letter away',
    async () => {
      const { admin, id } = await givenUp();
      (await manuals.reingest(admin, id)).expectMatch({
        reingestManual: { manual: { id, status: 'READY' } },
      });
      (await manuals.served.as(admin).send(LETTERS)).expectData({ deadLetters: { manuals: { edges: [] } } });
      (await manuals.settled(admin, id)).expectMatch({ manual: { fileName: 'drill-2.md' } });
    },
    2 * DIES_MS,
  );

  test(
    'is forgotten when its letter is discarded',
    async () => {
      const { admin, id, letter } = await givenUp();
      await deal(admin, 'discard', letter);
      expect(await manuals.rows('select id from manuals.replacements where manual_id = ?', [id])).toEqual([]);
      await manuals.reingest(admin, id);
      (await manuals.settled(admin, id)).expectMatch({
        manual: { fileName: 'drill-1.md', ingestion: { status: 'DONE', failure: null } },
      });
    },
    2 * DIES_MS,
  );
});
