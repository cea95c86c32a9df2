// Loads the indexes that a database has and searches them: `scale.ts` starts it, and is told what it took.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { BoxEmbedder } from '@manuel/embedding';
import { openDatabase } from '@manuel/manuals/database';
import {
  Embedders,
  ManualIndexer,
  SearchLibrary,
  type Segment,
  searchSegments,
  similarPassages,
} from '@manuel/manuals/searching';
import { createLogger } from '@manuel/service';
import { z } from 'zod';
import { median, percentile } from '../gateway/load/percentile.ts';
import { type Searched, WORKSPACE } from './scale-figures.ts';

const MEGABYTE = 1024 * 1024;
const ROUNDS = 3;
/** As many of the best by words have their cosines computed, too. */
const BEST_BY_WORDS = 200;
const NEAREST_OF_INTEREST = 50;
/** Questions of which all cosines are computed, to compare. */
const QUESTIONS_TO_COMPARE = 20;

const [databaseUrl = '', folder = ''] = process.argv.slice(2);
const log = createLogger('bench', 'warn');
const embedder = new BoxEmbedder();
await embedder.start();
const database = await openDatabase(databaseUrl);
await database.migrate(log);
const embedders = new Embedders([embedder], log);
const indexer = new ManualIndexer(database, embedders);
const library = new SearchLibrary({ database, indexer, mostBytes: Number.POSITIVE_INFINITY, log });
const figures = { ...(await load()), ...(await ask(readQuestions())) };
process.send?.({ ...figures, rssMegabytes: process.memoryUsage.rss() / MEGABYTE } satisfies Searched);
await database.close();
await embedder.close();
process.disconnect?.();

async function load() {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const [start, cpu] = [performance.now(), processorMs()];
  await library.warm();
  delay.disable();
  return {
    loadSeconds: (performance.now() - start) / 1000,
    loadCpuSeconds: (processorMs() - cpu) / 1000,
    loadStallMs: delay.max / 1e6,
    indexMegabytes: library.held.bytes / MEGABYTE,
  };
}

function readQuestions(): string[] {
  const lines = readFileSync(join(folder, 'gold-dev.jsonl'), 'utf8').trim().split('\n');
  return lines.map((line) => z.object({ question: z.string() }).parse(JSON.parse(line)).question);
}

async function ask(questions: readonly string[]) {
  const times: { embed: number; words: number; vectors: number }[] = [];
  // The first round only makes the code warm.
  for (let round = 0; round <= ROUNDS; round++)
    for (const question of questions) {
      const time = await askOnce(question);
      if (round > 0) times.push(time);
    }
  const all = times.map(({ embed, words, vectors }) => embed + words + vectors);
  return {
    cpuMsMedian: median(all),
    cpuMsP95: percentile(all, 95),
    embedMs: median(times.map(({ embed }) => embed)),
    wordsMs: median(times.map(({ words }) => words)),
    vectorsMs: median(times.map(({ vectors }) => vectors)),
    recallAt50: await recall(questions.slice(0, QUESTIONS_TO_COMPARE)),
  };
}

async function askOnce(question: string) {
  const begun = processorMs();
  const vectors = await embedders.query(question, new Set([embedder.model]));
  const embedded = processorMs();
  const segments = await library.open({ workspace: WORKSPACE });
  const hits = searchSegments(segments, question, BEST_BY_WORDS);
  const searched = processorMs();
  const wanted = Map.groupBy(hits, ({ manualId }) => manualId);
  const placesOf = (segment: Segment) =>
    // Which passages they are is not what is measured: as many of the same segment take as long.
    (wanted.get(segment.manualId) ?? []).map((_, index) => index % segment.size);
  similarPassages(segments, (model) => vectors.get(model) ?? null, placesOf);
  return { embed: embedded - begun, words: searched - embedded, vectors: processorMs() - searched };
}

/** How many of the truly nearest passages are among those whose cosines are computed. */
async function recall(questions: readonly string[]): Promise<number> {
  const segments = await library.open({ workspace: WORKSPACE });
  const shares: number[] = [];
  for (const question of questions) {
    const vectors = await embedders.query(question, new Set([embedder.model]));
    const queryOf = (model: string) => vectors.get(model) ?? null;
    const nearest = best(similarPassages(segments, queryOf, () => [], Number.POSITIVE_INFINITY));
    const taken = new Set(best(similarPassages(segments, queryOf)));
    shares.push(nearest.filter((passage) => taken.has(passage)).length / nearest.length);
  }
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

/** The passages with the highest sums of both cosines, as texts. */
function best(similar: ReturnType<typeof similarPassages>): string[] {
  const all = [...similar].flatMap(([segment, { passages, long, short }]) =>
    Array.from(passages, (passage, index) => ({
      passage: `${segment.manualId} ${passage}`,
      sum: (long[index] ?? 0) + (short[index] ?? 0),
    })),
  );
  all.sort((a, b) => b.sum - a.sum);
  return all.slice(0, NEAREST_OF_INTEREST).map(({ passage }) => passage);
}

function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
