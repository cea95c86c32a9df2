import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second. */
const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4096;

/** What a process and all its descendants have used. */
export interface Usage {
  /** User and system time since they started, in milliseconds. */
  readonly cpuMs: number;
  /** Memory that they hold now, in MB (shared pages count once for each). */
  readonly rssMb: number;
}

/** Busy time since the machine started, whoever used it: of one core, or of all together. */
export interface CoreTime {
  readonly busyMs: number;
  readonly totalMs: number;
}

interface Stat {
  readonly id: number;
  readonly parent: number;
  readonly ticks: number;
  readonly pages: number;
}

/** Reads from /proc, so only on Linux. A process that has ended takes no part. */
export function usageOfTree(rootId: number): Usage {
  return usageOf(treeOf(rootId));
}

/** The ids of a process and all its descendants; none when there is no such process. */
export function treeOf(rootId: number): readonly number[] {
  const stats = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readStat(Number(name)))
    .filter((stat) => stat !== undefined);
  const tree = new Set([rootId]);
  // A child may have a lower number than its parent, so look again until no more are found.
  for (let size = 0; size < tree.size; ) {
    size = tree.size;
    for (const { id, parent } of stats) if (tree.has(parent)) tree.add(id);
  }
  return stats.filter(({ id }) => tree.has(id)).map(({ id }) => id);
}

/** What these processes have used together. */
export function usageOf(ids: readonly number[]): Usage {
  const members = ids.map(readStat).filter((stat) => stat !== undefined);
  const ticks = members.reduce((sum, stat) => sum + stat.ticks, 0);
  const pages = members.reduce((sum, stat) => sum + stat.pages, 0);
  return { cpuMs: (1000 * ticks) / TICKS_PER_SECOND, rssMb: (pages * PAGE_BYTES) / 2 ** 20 };
}

/** The words with which a process was started; none when it has ended. */
export function commandOf(id: number): readonly string[] {
  try {
    return readFileSync(`/proc/${id}/cmdline`, 'utf8').split('\0').slice(0, -1);
  } catch {
    return [];
  }
}

/** @throws Error when there is no such core */
export function coreTime(core: number | 'all'): CoreTime {
  const name = core === 'all' ? 'cpu' : `cpu${core}`;
  const line = readFileSync('/proc/stat', 'utf8')
    .split('\n')
    .find((each) => each.startsWith(`${name} `));
  if (line === undefined) throw new Error(`There is no core ${core}.`);
  // user, nice, system, idle, iowait, irq, softirq, steal; the guests' times after them are in user already.
  const ticks = line.split(/\s+/).slice(1, 9).map(Number);
  const total = ticks.reduce((sum, each) => sum + each, 0);
  const idle = (ticks[3] ?? 0) + (ticks[4] ?? 0);
  return { busyMs: (1000 * (total - idle)) / TICKS_PER_SECOND, totalMs: (1000 * total) / TICKS_PER_SECOND };
}

function readStat(id: number): Stat | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${id}/stat`, 'utf8');
  } catch {
    return undefined; // It has ended since the folder was listed.
  }
  // The name, in brackets, may hold spaces and brackets itself; what follows is described in proc(5) from field 3 on.
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [, parent = 0] = fields;
  return { id, parent, ticks: (fields[11] ?? 0) + (fields[12] ?? 0), pages: fields[21] ?? 0 };
}
