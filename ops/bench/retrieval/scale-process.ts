// Loads the indexes that a database has and searches them: `scale.ts` starts it, and is told what it took.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { BoxEmbedder } from '@manuel/embedding';
import { openDatabase } from '@manuel/manuals/database';
import {
  Embedders,
  KeywordScores,
  ManualIndexer,
  nearestPassages,
  SearchLibrary,
  type SearchQuestion,
  type Segment,
  searchSegments,
} from '@manuel/manuals/searching';
import { createLogger } from '@manuel/service';
import { z } from 'zod';
import { median, percentile } from '../gateway/load/percentile.ts';
import { type Searched, WORKSPACE } from './scale-figures.ts';

const MEGABYTE = 1024 * 1024;
const ROUNDS = 3;
/** As many as a question is answered from. */
const FIRST = 10;
/** As many as the ranking takes. */
const NEAREST = 60;
/** Questions of which all cosines are computed, to compare. */
const QUESTIONS_TO_COMPARE = 20;

const [databaseUrl = '', folder = ''] = process.argv.slice(2);
const log = createLogger('bench', 'warn');
const box = new BoxEmbedder();
await box.start();
const database = await openDatabase(databaseUrl);
await database.migrate(log);
const embedders = new Embedders({ embedders: [box], reader: box }, log);
const indexer = new ManualIndexer(database, embedders);
const library = new SearchLibrary({
  ...{ database, indexer, embedders, log },
  mostBytes: Number.POSITIVE_INFINITY,
});
const figures = { ...(await load()), ...(await ask(readQuestions())) };
process.send?.({ ...figures, rssMegabytes: process.memoryUsage.rss() / MEGABYTE } satisfies Searched);
await database.close();
await box.close();
process.disconnect?.();

async function load() {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const start = performance.now();
  const begun = processorMs();
  await library.warm();
  delay.disable();
  return {
    loadSeconds: (performance.now() - start) / 1000,
    loadCpuSeconds: (processorMs() - begun) / 1000,
    loadStallMs: delay.max / 1e6,
    indexMegabytes: library.held.bytes / MEGABYTE,
  };
}

function readQuestions(): string[] {
  const lines = readFileSync(join(folder, 'gold-dev.jsonl'), 'utf8').trim().split('\n');
  return lines.map((line) => z.object({ question: z.string() }).parse(JSON.parse(line)).question);
}

/** Processor time of a search and its parts, in milliseconds. */
type Times = Record<'all' | 'list' | 'embed' | 'search' | 'keywords' | 'near', number>;

async function ask(questions: readonly string[]) {
  const times: Times[] = [];
  // The first round only makes the code warm.
  for (let round = 0; round <= ROUNDS; round++)
    for (const question of questions) {
      const time = await askOnce(question);
      if (round > 0) times.push(time);
    }
  const medianOf = (part: (time: Times) => number) => median(times.map(part));
  return {
    cpuMsMedian: medianOf(({ all }) => all),
    cpuMsP95: percentile(
      times.map(({ all }) => all),
      95,
    ),
    listMs: medianOf(({ list }) => list),
    embedMs: medianOf(({ embed }) => embed),
    keywordsMs: medianOf(({ keywords }) => keywords),
    nearMs: medianOf(({ near }) => near),
    wordsMs: medianOf(({ search, keywords, near }) => search - keywords - near),
    recallAt60: await recall(questions.slice(0, QUESTIONS_TO_COMPARE)),
  };
}

/** What `SearchLibrary.search` does, and then once more what it is made of. */
async function askOnce(text: string): Promise<Times> {
  const begun = processorMs();
  const { segments } = await library.open({ workspace: WORKSPACE });
  const listed = processorMs();
  const question = await read(text, segments);
  const embedded = processorMs();
  searchSegments(segments, question, FIRST);
  const searched = processorMs();
  const keywords = new KeywordScores(segments, text);
  for (const segment of segments) keywords.of(segment);
  const scored = processorMs();
  nearestPassages(segments, question.vectors, NEAREST);
  return {
    ...{ all: searched - begun, list: listed - begun, embed: embedded - listed, search: searched - embedded },
    ...{ keywords: scored - searched, near: processorMs() - scored },
  };
}

function read(text: string, segments: readonly Segment[]): Promise<SearchQuestion> {
  return embedders.read(text, new Set(segments.flatMap(({ head }) => head.encoding?.model ?? [])));
}

/** How many of the passages that are nearest in truth are found to be. */
async function recall(questions: readonly string[]): Promise<number> {
  const { segments } = await library.open({ workspace: WORKSPACE });
  const shares: number[] = [];
  for (const text of questions) {
    const { vectors } = await read(text, segments);
    const nearest = namesOf(nearestPassages(segments, vectors, NEAREST, Number.POSITIVE_INFINITY));
    const found = new Set(namesOf(nearestPassages(segments, vectors, NEAREST)));
    shares.push(nearest.filter((name) => found.has(name)).length / nearest.length);
  }
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

function namesOf(passages: ReturnType<typeof nearestPassages>): string[] {
  return passages.map(({ segment, passage }) => `${segment.manualId} ${passage}`);
}

function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
