/**
 * What a gateway costs: `node ops/bench/gateway.ts [dataFolder] [options]`; see README.md here for method and options.
 * Prints a table for each workload; the last line is everything as one JSON object.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Bench } from './gateway/bench.ts';
import { separateCores } from './gateway/cores.ts';
import { Dataset } from './gateway/dataset.ts';
import { type GatewayName, gatewayNames } from './gateway/gateways/descriptor.ts';
import { gateways } from './gateway/gateways/index.ts';
import { manuelProgram } from './gateway/gateways/manuel.ts';
import { GuardedCallers } from './gateway/guarded-callers.ts';
import { MockStage } from './gateway/mock-stage.ts';
import { type Options, readOptions } from './gateway/options.ts';
import { OwnStage } from './gateway/own/own-stage.ts';
import { installPeers } from './gateway/peer-packages.ts';
import { printTable, type Row, rowOf } from './gateway/report.ts';
import type { Stage } from './gateway/stand.ts';
import { type MockWorkloadName, readWorkloads, type Workload } from './gateway/workloads.ts';

try {
  const options = readOptions(process.argv.slice(2));
  if (!existsSync('/proc/self/stat')) {
    throw new Error('This benchmark reads processor time from /proc: run it on Linux.');
  }
  if (options.workloads === 'own') await runOwn(options);
  else await runMock(options.workloads, options);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  // At once, as a failed load has timers left.
  process.exit(1);
}

/** Manuel itself, on all cores, as its users start it. */
async function runOwn(options: Options): Promise<void> {
  await using stage = await OwnStage.open();
  await run(stage, [stage.workload], options);
}

async function runMock(names: readonly MockWorkloadName[], options: Options): Promise<void> {
  const folder = join(options.dataFolder, 'gateway-benchmark');
  if (!existsSync(join(folder, 'supergraph.graphql'))) {
    throw new Error(
      `There is no supergraph.graphql in ${folder}: give the data folder as the first argument.`,
    );
  }
  const known = await readWorkloads(folder, new Dataset(folder));
  const pinned = separateCores();
  if (!pinned) console.log('! There are no two cores to tell apart: figures are noisy.');
  await using callers = options.guarded ? await GuardedCallers.make() : null;
  const workloads = names.map((name) => ({
    ...known[name],
    ...(callers && { authorizations: callers.authorizations }),
  }));
  const measured = workloads.flatMap((workload) => gatewaysFor(workload, options));
  if (measured.some((name) => gateways.get(name)?.isPeer)) await installPeers();
  await run(new MockStage({ ...options, folder, pinned, guarded: callers?.settings }), workloads, options);
}

async function run(stage: Stage, workloads: readonly Workload[], options: Options): Promise<void> {
  const bench = new Bench(stage, options);
  for (let round = 1; round <= options.rounds; round += 1) {
    for (const workload of workloads) {
      for (const gateway of gatewaysFor(workload, options)) {
        const { cpuMsPerRequest, requestsPerSecond } = await bench.run(workload, gateway);
        const figures = `${cpuMsPerRequest.toFixed(3)} ms, ${Math.round(requestsPerSecond)} requests/s`;
        console.error(`round ${round}/${options.rounds} ${workload.name} ${gateway}: ${figures}`);
      }
    }
  }
  report(bench, workloads, options);
}

/** The named gateways, or those of the workload; without our own while its program is missing. */
function gatewaysFor(workload: Workload, { only }: Options): readonly GatewayName[] {
  if (only !== undefined) return gatewayNames.filter((name) => only.includes(name));
  return workload.gateways.filter((name) => name !== 'manuel' || existsSync(manuelProgram));
}

function report(bench: Bench, workloads: readonly Workload[], options: Options): void {
  const rows: Record<string, Row[]> = {};
  for (const workload of workloads) {
    const measured = gatewaysFor(workload, options).map((name) =>
      rowOf(name, bench.roundsOf(workload.name, name)),
    );
    rows[workload.name] = measured;
    printTable(workload.name, measured);
  }
  // The main workload: the public benchmark's query, or Manuel's own.
  console.log(JSON.stringify({ gateways: rows.big ?? rows.own ?? [], workloads: rows }));
}
