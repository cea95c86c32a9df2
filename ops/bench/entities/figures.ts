import { median } from '../gateway/load/percentile.ts';

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
  for (let round = 0; round < rounds; round += 1) {
    process.stderr.write(`round ${round + 1} of ${rounds}\n`);
    for (const variant of variants) means.get(variant.name)?.push(await meanCpuMs(variant, callsPerRound));
  }
  return new Map(
    [...counts].map(([name, count]) => [
      name,
      { ...count, cpuMs: Number(median(means.get(name) ?? []).toFixed(3)) },
    ]),
  );
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
  console.log(`\n${title.padEnd(34)}   SQL  Redis   CPU ms  commands in Redis`);
  for (const [name, { sql, redis, cpuMs, redisCommands }] of figures) {
    const commands = Object.entries(redisCommands).map(([command, calls]) => `${calls} ${command}`);
    const numbers = [String(sql).padStart(6), String(redis).padStart(7), cpuMs.toFixed(3).padStart(9)];
    console.log(`${name.padEnd(34)}${numbers.join('')}  ${commands.join(', ')}`);
  }
}
