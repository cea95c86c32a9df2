import type { Consumption, Figures } from './figures.ts';
import type { Ledger, Line } from './ledger.ts';

/** Everything that a run has found. */
export interface Result extends Line {
  readonly seconds: number;
  readonly clients: number;
  readonly perMinute: number;
  /** Of the values that caches were asked for, those that were there. */
  readonly cacheHitRate: number;
  readonly cacheHitRates: Readonly<Record<string, number>>;
  /** Of the same values, those that were read past the cache, as no store could be asked in time. */
  readonly cacheBypassRate: number;
  readonly statementsPerRequest: number;
  readonly cpuMsPerRequest: number;
  readonly cpuSeconds: Readonly<Record<string, number>>;
  readonly operations: Readonly<Record<string, Line>>;
  /** The processes that were replaced under the load, with how many seconds that took. */
  readonly replaced: Readonly<Record<string, number>>;
}

/** What a run was. */
export interface Run {
  readonly ledger: Ledger;
  readonly consumption: Consumption;
  readonly processes: readonly string[];
  readonly seconds: number;
  readonly clients: number;
  readonly replaced: Readonly<Record<string, number>>;
}

export function resultOf({ ledger, consumption, processes, seconds, clients, replaced }: Run): Result {
  const all = ledger.all;
  const used = processes.map((name) => ({ name, ...consumption.of(name) }));
  const sum = (figure: keyof Figures) => used.reduce((total, one) => total + one[figure], 0);
  const cached = used.filter((one) => one.cacheHits + one.cacheMisses > 0);
  return {
    ...all,
    seconds: rounded(seconds, 1),
    clients,
    perMinute: Math.round((60 * all.requests) / seconds),
    cacheHitRate: share(sum('cacheHits'), sum('cacheMisses')),
    cacheHitRates: Object.fromEntries(cached.map((one) => [one.name, share(one.cacheHits, one.cacheMisses)])),
    cacheBypassRate: share(
      sum('cacheBypasses'),
      sum('cacheHits') + sum('cacheMisses') - sum('cacheBypasses'),
    ),
    statementsPerRequest: rounded(sum('statements') / Math.max(1, all.requests), 2),
    cpuMsPerRequest: rounded((1_000 * sum('cpuSeconds')) / Math.max(1, all.requests), 2),
    cpuSeconds: Object.fromEntries(used.map(({ name, cpuSeconds }) => [name, rounded(cpuSeconds, 1)])),
    operations: Object.fromEntries(ledger.operations.map((name) => [name, ledger.of(name)])),
    replaced,
  };
}

/** A table of the operations, a line for each process, and what was wrong, for people. */
export function print(result: Result, failures: readonly string[]): void {
  const rows = [...Object.entries(result.operations), ['all', result] as const];
  console.log(`\n${['operation'.padEnd(16), ...HEADS.map((head) => head.padStart(9))].join('')}`);
  for (const [name, line] of rows) {
    const cells = [line.requests, line.errors, line.p50Ms, line.p95Ms, line.p99Ms];
    console.log(`${name.padEnd(16)}${cells.map((cell) => String(cell).padStart(9)).join('')}`);
  }
  console.log(`\n${'process'.padEnd(16)}${'CPU s'.padStart(9)}${'cache'.padStart(9)}`);
  for (const [name, seconds] of Object.entries(result.cpuSeconds)) {
    const rate = result.cacheHitRates[name];
    const hits = rate === undefined ? '-' : percent(rate);
    console.log(`${name.padEnd(16)}${String(seconds).padStart(9)}${hits.padStart(9)}`);
  }
  const { requests, seconds, perMinute, errors, p95Ms, p99Ms, cacheHitRate, cacheBypassRate } = result;
  console.log(`
${requests} requests in ${seconds} s: ${perMinute} a minute, ${errors} errors, p95 ${p95Ms} ms, p99 ${p99Ms} ms
cache hit rate ${percent(cacheHitRate)}, ${percent(cacheBypassRate)} read past the cache; ${result.statementsPerRequest} statements and ${result.cpuMsPerRequest} ms of processor time a request`);
  for (const [name, took] of Object.entries(result.replaced))
    console.log(`${name} was replaced in ${took} s`);
  for (const failure of failures) console.error(`! ${failure}`);
}

const HEADS = ['requests', 'errors', 'p50 ms', 'p95 ms', 'p99 ms'];

function percent(part: number): string {
  return `${(100 * part).toFixed(1)} %`;
}

/** What part the one is of both. */
function share(one: number, others: number): number {
  return rounded(one / Math.max(1, one + others), 4);
}

function rounded(value: number, places: number): number {
  return Number(value.toFixed(places));
}
