/**
 * What libraries of 1,000, 10,000 and 100,000 passages cost: `node ops/bench/retrieval/scale.ts [dataFolder] [passages…]`.
 * Manuals are made up of the PDFs in the data folder, indexed and saved in a PostgreSQL from the box; another process
 * loads them and searches. Prints a table; the last line is everything as one JSON object.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, PostgresServer } from '@manuel/database';
import { BoxEmbedder } from '@manuel/embedding';
import { openDatabase } from '@manuel/manuals/database';
import { ManualRepository } from '@manuel/manuals/reading';
import { extractDocument } from '@manuel/manuals/retrieval';
import {
  buildSegment,
  type Embeddable,
  Embedders,
  type Encoding,
  embedContents,
  saveSegment,
  vectorsOf,
} from '@manuel/manuals/searching';
import { createLogger, StopList } from '@manuel/service';
import { MadeUpLibrary, type Sample } from './made-up-library.ts';
import { type Searched, searchedOf, WORKSPACE } from './scale-figures.ts';

const SIZES = [1_000, 10_000, 100_000];
const LANGUAGE = 'en';
/** Real passages that are embedded. */
const SAMPLES = 300;

/** What a library of one size took. */
export interface ScaleFigures extends Searched {
  readonly passages: number;
  readonly buildCpuSeconds: number;
  readonly saveSeconds: number;
}

/** @param folder with PDFs and `gold-dev.jsonl`, whose questions are asked */
export async function measureScale(
  folder: string,
  sizes: readonly number[] = SIZES,
): Promise<ScaleFigures[]> {
  const stops = new StopList();
  try {
    const box = new BoxEmbedder();
    stops.add(() => box.close());
    const { preferred } = new Embedders({ embedders: [box], reader: box }, createLogger('bench', 'warn'));
    const library = new MadeUpLibrary(await embedded(spread(await passagesIn(folder), SAMPLES), box));
    const figures: ScaleFigures[] = [];
    for (const size of sizes) figures.push(await measureSize(library, preferred, folder, size));
    return figures;
  } finally {
    await stops.stop();
  }
}

async function passagesIn(folder: string): Promise<Embeddable[]> {
  const passages: Embeddable[] = [];
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.pdf'))) {
    const bytes = readFileSync(join(folder, name));
    passages.push(...(await extractDocument(bytes, 'application/pdf', () => undefined)).passages);
  }
  return passages;
}

/** So many of a list, at equal distances. */
function spread<Item>(items: readonly Item[], count: number): Item[] {
  const step = Math.max(1, items.length / count);
  return items.filter((_, index) => Math.floor(index / step) > Math.floor((index - 1) / step));
}

async function embedded(passages: readonly Embeddable[], box: BoxEmbedder): Promise<Sample[]> {
  const contents = new Map(passages.map((passage, index) => [String(index), passage]));
  const vectors = await embedContents({ embedder: box, reader: box }, contents, LANGUAGE, () => undefined);
  return [...contents].flatMap(([id, passage]) => {
    const bytes = vectors.get(id);
    return bytes === undefined ? [] : [{ ...passage, vectors: vectorsOf(bytes) }];
  });
}

async function measureSize(
  library: MadeUpLibrary,
  encoding: Encoding | null,
  folder: string,
  passages: number,
): Promise<ScaleFigures> {
  const stops = new StopList();
  const base = mkdtempSync(join(tmpdir(), 'mb-'));
  stops.add(async () => rmSync(base, { recursive: true, force: true }));
  // PostgreSQL's account has to get through.
  chmodSync(base, 0o755);
  try {
    const postgres = await PostgresServer.start({ dataFolder: base });
    stops.add(() => postgres.stop());
    const database = await openDatabase(postgres.url);
    await database.migrate(createLogger('bench', 'warn'));
    stops.add(() => database.close());
    let buildCpuSeconds = 0;
    let saveSeconds = 0;
    for (const manual of library.manuals(passages)) {
      const cpu = process.cpuUsage();
      const segment = buildSegment(manual.id, LANGUAGE, manual.passages, encoding);
      const { user, system } = process.cpuUsage(cpu);
      buildCpuSeconds += (user + system) / 1e6;
      const start = performance.now();
      await save(database, segment);
      saveSeconds += (performance.now() - start) / 1000;
    }
    return { passages, buildCpuSeconds, saveSeconds, ...(await searchedIn(postgres.url, folder)) };
  } finally {
    await stops.stop();
  }
}

async function save(database: Database, segment: ReturnType<typeof buildSegment>): Promise<void> {
  const { manualId: id, language } = segment;
  await database.transaction(async (em) => {
    await new ManualRepository(em).add({
      ...{ id, workspace: WORKSPACE, title: id, product: null, language, fileName: 'made-up.pdf' },
      ...{ mediaType: 'application/pdf', byteSize: 0, sha256: id, pageCount: null, status: 'READY' },
      ...{
        revision: 1,
        engine: 0,
        triedEngine: 0,
        pagesWithoutText: [],
        addedAt: new Date(),
        addedBy: 'bench',
      },
    });
    await saveSegment(em, WORKSPACE, 1, segment);
  });
}

/** What a process that has just started finds. @throws Error when it ends before it has told */
async function searchedIn(databaseUrl: string, folder: string): Promise<Searched> {
  const child = fork(join(import.meta.dirname, 'scale-process.ts'), [databaseUrl, folder]);
  const ended = once(child, 'exit').then(() => {
    throw new Error('The process that searches ended without figures.');
  });
  const [told] = await Promise.race([once(child, 'message'), ended]);
  ended.catch(() => undefined);
  return searchedOf(told);
}

if (import.meta.main) {
  const [dataFolder = join(import.meta.dirname, '../../../../shared/data'), ...sizes] = process.argv.slice(2);
  const figures = await measureScale(
    join(dataFolder, 'manuals'),
    sizes.length === 0 ? SIZES : sizes.map(Number),
  );
  console.table(figures.map((one) => Object.fromEntries(Object.entries(one).map(rounded))));
  console.log(JSON.stringify(figures));
}

function rounded([name, value]: [string, number]): [string, number] {
  return [name, Math.round(value * 100) / 100];
}
