import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually, temporaryFolder } from '@manuel/testkit';
import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { Constellation, PATIENT } from './constellation.ts';
import { dry40 } from './files.ts';

vi.setConfig({ ...PATIENT, testTimeout: 240_000 });

const DIES_MS = 90_000;
const constellation = Constellation.forFile('five processes');
const folder = temporaryFolder();
let database: pg.Client;

beforeAll(async () => {
  database = new pg.Client({ connectionString: constellation.postgresUrl });
  await database.connect();
});
afterAll(async () => {
  await database.end();
  folder.remove();
});

/** Makes every row of a table that meets the condition break its writer. @returns what heals it */
async function poison(table: string, condition: string): Promise<() => Promise<void>> {
  const name = `${table.replace('.', '_')}_poison`;
  await database.query(`create function ${name}() returns trigger language plpgsql as
    $$ begin raise exception 'this row is poison'; end $$`);
  await database.query(
    `create trigger poison before insert on ${table} for each row when (${condition}) execute function ${name}()`,
  );
  return async () => void (await database.query(`drop function ${name}() cascade`));
}

const Listed = z.object({
  letters: z.array(z.object({ id: z.string(), subgraph: z.string(), queue: z.string(), reason: z.string() })),
});

async function letters(): Promise<z.infer<typeof Listed>['letters']> {
  return Listed.parse((await constellation.manuel('dead-letters')).document).letters;
}

/** Waits for so many letters, while the pauses between tries pass at once. */
function lettersOf(count: number): ReturnType<typeof letters> {
  return eventually(async () => {
    await database.query("update manuals_jobs.job set start_after = now() where state = 'retry'");
    const found = await letters();
    expect(found).toHaveLength(count);
    return found;
  }, DIES_MS);
}

test('a poisoned ingestion and a poisoned entry are dead letters, and are done when they are redriven', async () => {
  const heals = [
    await poison('manuals.passages', 'true'),
    await poison('audit.entries', "new.action = 'manual.add'"),
  ];
  const file = await dry40();
  const path = join(folder.path, file.name);
  writeFileSync(path, file.bytes);
  const adding = constellation.manuel('add', path);
  const found = await lettersOf(2);
  expect(found.toSorted((a, b) => a.queue.localeCompare(b.queue))).toMatchObject([
    { subgraph: 'manuals', queue: 'audit', reason: expect.stringMatching(/^INTERNAL_SERVER_ERROR: /) },
    { subgraph: 'manuals', queue: 'ingest', reason: expect.stringContaining('this row is poison') },
  ]);
  expect(await adding).toMatchObject({ exit: 7, document: { error: { code: 'INGESTION_FAILED' } } });
  const [one] = found;
  expect(await constellation.manuel('dead-letters', 'show', one?.id ?? '')).toMatchObject({
    exit: 0,
    document: { letter: one },
  });
  const asOthers = await constellation.manuel('dead-letters', '--as', 'rita');
  expect(asOthers).toMatchObject({ exit: 3, document: { error: { code: 'FORBIDDEN' } } });

  for (const heal of heals) await heal();
  const ids = found.map(({ id }) => id);
  expect(await constellation.manuel('dead-letters', 'redrive', ...ids)).toMatchObject({
    exit: 0,
    document: { redriven: ids },
  });
  await eventually(async () =>
    expect(await constellation.manuel('manuals')).toMatchObject({
      document: { manuals: [{ status: 'READY', pageCount: 4 }] },
    }),
  );
  expect(await constellation.manuel('dead-letters', 'redrive', ...ids)).toMatchObject({
    exit: 4,
    document: { redriven: [], error: { code: 'NOT_FOUND' } },
  });
  expect(await letters()).toEqual([]);
  await eventually(async () => {
    const { rows } = await database.query<{ action: string; count: number }>(
      `select action, count(*)::int as count from audit.entries
       where outcome = 'DONE' group by action order by action`,
    );
    expect(rows).toEqual([
      ...[
        { action: 'letter.redrive', count: 2 },
        { action: 'manual.add', count: 1 },
      ],
      ...[
        { action: 'manual.ingest', count: 1 },
        { action: 'upload.request', count: 1 },
      ],
    ]);
  });
});
