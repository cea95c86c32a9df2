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
import { type Options, readOptions } from './gateway/options.ts';
import { installPeers } from './gateway/peer-packages.ts';
import { printTable, type Row, rowOf } from './gateway/report.ts';
import { readWorkloads, type Workload } from './gateway/workloads.ts';

try {
  const options = readOptions(process.argv.slice(2));
  const folder = join(options.dataFolder, 'gateway-benchmark');
  if (!existsSync(join(folder, 'supergraph.graphql'))) {
    throw new Error(
      `There is no supergraph.graphql in ${folder}: give the data folder as the first argument.`,
    );
  }
  if (!existsSync('/proc/self/stat')) {
    throw new Error('This benchmark reads processor time from /proc: run it on Linux.');
  }
  await run(folder, options);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  // At once, as a failed load has timers left.
  process.exit(1);
}

async function run(folder: string, options: Options): Promise<void> {
  const known = await readWorkloads(folder, new Dataset(folder));
  const workloads = options.workloads.map((name) => known[name]);
  const pairs = workloads.flatMap((workload) =>
    gatewaysFor(workload, options).map((name) => ({ workload, gateway: gateways[name] })),
  );
  if (pairs.some(({ gateway }) => gateway.isPeer)) await installPeers();
  const pinned = separateCores();
  if (!pinned) console.log('! There are no two cores to tell apart: figures are noisy.');
  const bench = new Bench({ ...options, folder, pinned });
  for (let round = 1; round <= options.rounds; round += 1) {
    for (const { workload, gateway } of pairs) {
      const { cpuMsPerRequest, requestsPerSecond } = await bench.run(workload, gateway);
      const figures = `${cpuMsPerRequest.toFixed(3)} ms, ${Math.round(requestsPerSecond)} requests/s`;
      console.error(`round ${round}/${options.rounds} ${workload.name} ${gateway.name}: ${figures}`);
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
  const gatewaysAtBig = (rows.big ?? []).map(
    ({ name, cpuMsPerRequest, requestsPerSecond, p95Ms, rssMb, subgraphRequests }) => ({
      name,
      cpuMsPerRequest,
      requestsPerSecond,
      p95Ms,
      rssMb,
      subgraphRequests,
    }),
  );
  console.log(JSON.stringify({ gateways: gatewaysAtBig, workloads: rows }));
}
