/**
 * Users who read, ask and add at the five processes: `node ops/bench/mixed.ts [options]`; see README.md here.
 * Prints a table; the last line is everything as one JSON object. Exit code 1 when an answer was wrong.
 */
import { SUBGRAPHS } from '../start/processes.ts';
import { Consumption } from './mixed/figures.ts';
import { FrontDoor } from './mixed/front-door.ts';
import { Installation, NAMES } from './mixed/installation.ts';
import { Ledger } from './mixed/ledger.ts';
import { Load } from './mixed/load.ts';
import { type Options, readOptions } from './mixed/options.ts';
import { print, type Result, resultOf } from './mixed/report.ts';
import { setUp } from './mixed/stage.ts';

const PROGRESS_MS = 5_000;
/** How long the load goes on undisturbed before a process is replaced. */
const BETWEEN_SECONDS = 5;

try {
  const options = readOptions(process.argv.slice(2));
  console.error('starting PostgreSQL, Redis and five processes');
  await using installation = await Installation.start();
  const { errors } = await run(installation, options);
  process.exitCode = errors === 0 ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function run(installation: Installation, options: Options): Promise<Result> {
  const ledger = new Ledger();
  const door = new FrontDoor(installation.originOf('gateway'), options.clients, ledger);
  console.error('adding manuals and asking the first questions');
  const users = await setUp(door, (caller) => installation.token(caller), options.clients);
  if (ledger.all.errors > 0) throw new Error(`It does not work even without load: ${ledger.failures[0]}`);
  ledger.forget();
  const consumption = new Consumption((name) => installation.originOf(name), installation.metricsToken);
  for (const name of NAMES) await consumption.look(name);
  const start = performance.now();
  const progress = setInterval(() => tell(ledger, start), PROGRESS_MS);
  const load = new Load(users);
  let replaced: Record<string, number> = {};
  try {
    if (options.restart) replaced = await replaceAll(installation, consumption, load);
    await load.goOn(Math.max(0, options.seconds - secondsSince(start)));
  } finally {
    clearInterval(progress);
    await load.end();
  }
  const seconds = secondsSince(start);
  for (const name of NAMES) await consumption.look(name);
  await door.close();
  const { clients } = options;
  const result = resultOf({ ledger, consumption, processes: NAMES, seconds, clients, replaced });
  print(result, ledger.failures);
  console.log(JSON.stringify(result));
  return result;
}

/** Replaces each subgraph once, with a while of undisturbed load before each. */
async function replaceAll(
  installation: Installation,
  consumption: Consumption,
  load: Load,
): Promise<Record<string, number>> {
  const took: Record<string, number> = {};
  for (const name of SUBGRAPHS) {
    await load.goOn(BETWEEN_SECONDS);
    await consumption.look(name);
    const start = performance.now();
    await installation.replace(name);
    consumption.startAnew(name);
    took[name] = Number(secondsSince(start).toFixed(1));
    console.error(`${name} was replaced`);
  }
  await load.goOn(BETWEEN_SECONDS);
  return took;
}

function tell(ledger: Ledger, start: number): void {
  const { requests, errors, p95Ms } = ledger.all;
  console.error(
    `${Math.round(secondsSince(start))} s: ${requests} requests, ${errors} errors, p95 ${p95Ms} ms`,
  );
}

function secondsSince(start: number): number {
  return (performance.now() - start) / 1_000;
}
