/**
 * One engine with one made-up library, in a process of its own so that its memory can be told:
 * `node engine-process.ts memory|postgres PASSAGES QUERIES`. Prints one JSON object, an `EngineFigures`.
 */
import { mkdtempDisposableSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Candidate,
  type CandidateQuery,
  type IndexedManual,
  PostgresIndex,
  preparePostgresIndex,
} from '@manuel/manuals/engines';
import { PgliteDatabase } from '@manuel/testkit/pglite';
import { MemoryEngine } from './memory-engine.ts';
import { syntheticManuals, syntheticQueries } from './synthetic-library.ts';

/** What an engine takes, and what it found. */
export interface EngineFigures {
  readonly buildCpuSeconds: number;
  /** Processor time of one query. */
  readonly queryCpuMs: { readonly median: number; readonly p95: number };
  /** Of the whole process, with Node itself. */
  readonly memoryMb: number;
  /** Of each query, the passage with the best keywords, and the number of candidates. */
  readonly found: readonly { readonly first: string | undefined; readonly candidates: number }[];
}

interface Engine {
  add(manual: IndexedManual): Promise<void>;
  /** To be done once everything is added. */
  settle?(): Promise<void>;
  candidates(query: CandidateQuery): Promise<Pick<Candidate, 'passageId' | 'keywords'>[]>;
}

const [name = '', passages = '', queries = ''] = process.argv.slice(2);
const stops: (() => Promise<void> | void)[] = [];
try {
  const engine = name === 'postgres' ? await openPostgres() : new MemoryEngine();
  console.log(JSON.stringify(await measure(engine, Number(passages), Number(queries))));
} finally {
  for (const stop of stops) await stop();
}

/** Its files are in a folder, as those of a server are. */
async function openPostgres(): Promise<Engine> {
  const folder = mkdtempDisposableSync(join(tmpdir(), 'manuel-engine-'));
  const database = await PgliteDatabase.open(folder.path);
  stops.push(
    () => database.close(),
    () => folder.remove(),
  );
  await database.execute('create extension vector', []);
  await preparePostgresIndex(database);
  const index = new PostgresIndex(database);
  return {
    add: (manual) => index.add(manual),
    candidates: (query) => index.candidates(query),
    // A server does so by itself, in the background.
    settle: async () => void (await database.execute('analyze', [])),
  };
}

async function measure(engine: Engine, size: number, count: number): Promise<EngineFigures> {
  let buildMs = 0;
  // What makes the library is not measured.
  for (const manual of syntheticManuals(size)) buildMs += await cpuMsOf(() => engine.add(manual));
  buildMs += await cpuMsOf(async () => engine.settle?.());
  const [first, ...others] = syntheticQueries(size, count + 1);
  // The first query reads what later ones find in memory.
  if (first !== undefined) await engine.candidates(first);
  const times: number[] = [];
  const found: EngineFigures['found'][number][] = [];
  for (const query of others) {
    const asked = async () => {
      const candidates = await engine.candidates(query);
      const [best] = candidates.toSorted((a, b) => b.keywords - a.keywords);
      found.push({ first: best?.passageId, candidates: candidates.length });
    };
    times.push(await cpuMsOf(asked));
  }
  times.sort((a, b) => a - b);
  return {
    buildCpuSeconds: rounded(buildMs / 1000),
    queryCpuMs: { median: rounded(quantile(times, 0.5)), p95: rounded(quantile(times, 0.95)) },
    memoryMb: Math.round(process.memoryUsage().rss / 1e6),
    found,
  };
}

async function cpuMsOf(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function rounded(number: number): number {
  return Math.round(number * 10) / 10;
}
