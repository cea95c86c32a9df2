import { setTimeout as sleep } from 'node:timers/promises';
import { median } from '../gateway/load/percentile.ts';
import type { Read } from './reads.ts';

/** A reader asks again as soon as it is answered, but for this. */
const PAUSE_MS = 5;
/** For how long readers leave a Redis alone that did not answer. */
const WINDOW_MS = 1_000;
const WINDOWS = 3;

/** What befalls Redis, and how it ends. */
export interface Fault {
  readonly name: string;
  /** Brings Redis to use. */
  prepare(read: Read): Promise<void>;
  begin(): Promise<unknown>;
  end(): Promise<unknown>;
}

/** What one kind of read took, in milliseconds. */
export interface Episode {
  readonly fault: string;
  readonly read: string;
  readonly before: Times;
  /** The very first read of each round's fault, which waits for Redis if any does. */
  readonly first: Times;
  /** All others, over as many windows as there are. */
  readonly during: Times;
  /** By how much the first read is slower than the others, which read from the database. */
  readonly added: number;
}

interface Times {
  readonly p50: number;
  readonly max: number;
}

/** Reads one after the other, for a second before and some seconds of the fault. */
export async function measure(read: Read, fault: Fault, rounds: number): Promise<Episode> {
  const before: number[] = [];
  const firsts: number[] = [];
  const during: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    process.stderr.write(`${fault.name}, ${read.name}: round ${round + 1} of ${rounds}\n`);
    await fault.prepare(read);
    before.push(...(await readFor(read, WINDOW_MS)));
    await fault.begin();
    const [first = 0, ...others] = await readFor(read, WINDOWS * WINDOW_MS);
    firsts.push(first);
    during.push(...others);
    await fault.end();
  }
  const times = { before: timesOf(before), first: timesOf(firsts), during: timesOf(during) };
  const added = rounded(times.first.p50 - times.during.p50);
  return { fault: fault.name, read: read.name, ...times, added };
}

/** A line for each. */
export function printEpisodes(episodes: readonly Episode[]): void {
  const heads = ['p50 before', 'max', 'p50 first', 'max', 'p50 other', 'max', 'added'];
  const line = (name: string, cells: readonly unknown[]) =>
    console.log(name.padEnd(22) + cells.map((cell) => String(cell).padStart(11)).join(''));
  line('\nmilliseconds', heads);
  for (const { fault, read, before, first, during, added } of episodes) {
    const times = [before, first, during].flatMap(({ p50, max }) => [p50, max]);
    line(`${fault}, ${read}`, [...times, added]);
  }
}

async function readFor(read: Read, milliseconds: number): Promise<number[]> {
  const times: number[] = [];
  for (const end = performance.now() + milliseconds; performance.now() < end; await sleep(PAUSE_MS)) {
    const start = performance.now();
    await read.ask();
    times.push(performance.now() - start);
  }
  return times;
}

function timesOf(times: readonly number[]): Times {
  return { p50: rounded(median(times)), max: rounded(Math.max(0, ...times)) };
}

function rounded(ms: number): number {
  return Math.round(ms * 10) / 10;
}
