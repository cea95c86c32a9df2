import { median } from '../gateway/load/percentile.ts';
import { treeOf, usageOf } from '../gateway/process-tree.ts';

/** What one call takes. */
export interface Figures {
  /** Statements that PostgreSQL ran for it, as its own log has them. */
  readonly sql: number;
  /** Calls to Redis: a script is one, whatever it does. */
  readonly redis: number;
  /** The commands that Redis ran in those calls, by name. */
  readonly redisCommands: Readonly<Record<string, number>>;
  /** Processor time of this process, in milliseconds: the median over rounds of a call's mean. */
  readonly cpuMs: number;
  /** That of PostgreSQL and Redis, which are this process's children: the mean over all rounds, with what prepares a call. */
  readonly behindCpuMs: number;
}

/** One way to ask, as often as one likes. */
export interface Variant {
  readonly name: string;
  /** Brings everything into the state that a call begins with; not measured. */
  readonly prepare: () => Promise<void>;
  /** @returns one call and the check of its answer */
  readonly call: () => Promise<{ run: () => Promise<unknown>; check: (answer: unknown) => void }>;
}

/** What was run since the last time it was asked. */
export interface Counter {
  take(): Promise<Pick<Figures, 'sql' | 'redis' | 'redisCommands'>>;
}

export interface Effort {
  readonly rounds: number;
  readonly callsPerRound: number;
}

/** Measures the variants in turn, round by round, so that a noisy moment meets them all. */
export async function measure(
  variants: readonly Variant[],
  counter: Counter,
  { rounds, callsPerRound }: Effort,
): Promise<Map<string, Figures>> {
  const counts = new Map<string, Awaited<ReturnType<Counter['take']>>>();
  for (const { name, prepare, call } of variants) {
    for (let warmUp = 0; warmUp < callsPerRound; warmUp += 1) {
      await prepare();
      const { run, check } = await call();
      await counter.take();
      check(await run());
      counts.set(name, await counter.take());
    }
  }
  const means = new Map<string, number[]>(variants.map(({ name }) => [name, []]));
  const behind = new Map<string, number>();
  for (let round = 0; round < rounds; round += 1) {
    process.stderr.write(`round ${round + 1} of ${rounds}\n`);
    for (const variant of variants) {
      const before = behindCpuMs();
      means.get(variant.name)?.push(await meanCpuMs(variant, callsPerRound));
      behind.set(variant.name, (behind.get(variant.name) ?? 0) + behindCpuMs() - before);
    }
  }
  const rounded = (milliseconds: number) => Number(milliseconds.toFixed(3));
  return new Map(
    [...counts].map(([name, count]) => [
      name,
      {
        ...count,
        cpuMs: rounded(median(means.get(name) ?? [])),
        behindCpuMs: rounded((behind.get(name) ?? 0) / rounds / callsPerRound),
      },
    ]),
  );
}

/** What this process's children have used so far. */
function behindCpuMs(): number {
  return usageOf(treeOf(process.pid).filter((id) => id !== process.pid)).cpuMs;
}

async function meanCpuMs({ prepare, call }: Variant, calls: number): Promise<number> {
  let microseconds = 0;
  for (let made = 0; made < calls; made += 1) {
    await prepare();
    const { run, check } = await call();
    const before = process.cpuUsage();
    const answer = await run();
    const { user, system } = process.cpuUsage(before);
    check(answer);
    microseconds += user + system;
  }
  return microseconds / calls / 1000;
}

/** A table for people. */
export function printFigures(title: string, figures: ReadonlyMap<string, Figures>): void {
  console.log(`\n${title.padEnd(34)}   SQL  Redis   CPU ms  behind  commands in Redis`);
  for (const [name, { sql, redis, cpuMs, behindCpuMs: behind, redisCommands }] of figures) {
    const commands = Object.entries(redisCommands).map(([command, calls]) => `${calls} ${command}`);
    const counts = [String(sql).padStart(6), String(redis).padStart(7)];
    const times = [cpuMs.toFixed(3).padStart(9), behind.toFixed(2).padStart(8)];
    console.log(`${name.padEnd(34)}${[...counts, ...times].join('')}  ${commands.join(', ')}`);
  }
}
