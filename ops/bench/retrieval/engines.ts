/**
 * What a search takes in this process and in PostgreSQL with pgvector (PGlite), with made-up libraries of 1,000 to
 * 100,000 passages: `node ops/bench/retrieval/engines.ts [PASSAGES…]`. The last line is everything as one JSON object.
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { EngineFigures } from './engine-process.ts';

const SIZES = [1_000, 10_000, 100_000];
const QUERIES = 21;
const run = promisify(execFile);

/** By engine and number of passages. */
type Figures = Record<string, Omit<EngineFigures, 'found'>>;

/**
 * Measures both engines with libraries of these sizes, one process after the other.
 * @throws Error when they do not find the same
 */
export async function measureEngines(sizes: readonly number[]): Promise<Figures> {
  const figures: Figures = {};
  for (const size of sizes) {
    const memory = await figuresOf('memory', size);
    const postgres = await figuresOf('postgres', size);
    checkSame(memory, postgres, size);
    for (const [name, { found: _, ...rest }] of Object.entries({ memory, postgres }))
      figures[`${name} ${size}`] = rest;
  }
  return figures;
}

async function figuresOf(engine: string, size: number): Promise<EngineFigures> {
  const script = fileURLToPath(new URL('engine-process.ts', import.meta.url));
  const { stdout } = await run(process.execPath, [script, engine, String(size), String(QUERIES)]);
  // The script prints exactly this.
  return JSON.parse(stdout) as EngineFigures;
}

/** Near ones may be exchanged at the end of a list, as PostgreSQL keeps half of the precision. */
function checkSame(memory: EngineFigures, postgres: EngineFigures, size: number): void {
  for (const [index, own] of memory.found.entries()) {
    const other = postgres.found[index];
    const difference = Math.abs(own.candidates - (other?.candidates ?? 0));
    if (own.first !== other?.first || difference > 10)
      throw new Error(`Of ${size} passages, query ${index} finds ${JSON.stringify([own, other])}.`);
  }
}

if (import.meta.main) {
  const given = process.argv.slice(2).map(Number);
  const figures = await measureEngines(given.length === 0 ? SIZES : given);
  console.table(
    Object.fromEntries(
      Object.entries(figures).map(([name, { queryCpuMs, ...others }]) => [
        name,
        { queryCpuMs: queryCpuMs.median, queryCpuMsP95: queryCpuMs.p95, ...others },
      ]),
    ),
  );
  console.log(JSON.stringify(figures));
}
