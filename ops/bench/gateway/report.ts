import type { GatewayName } from './gateways/descriptor.ts';
import { median } from './load/percentile.ts';
import type { Figure, Round } from './round.ts';

/** A gateway's figures at one workload: medians over its rounds. */
export interface Row extends Round {
  readonly name: GatewayName;
  readonly rounds: number;
}

/** Above these shares a round says more about the machine than about the gateway. */
const NOISY_FOREIGN_SHARE = 0.05;
const NOISY_LOAD_SHARE = 0.9;

const decimals: Record<Figure, number> = {
  cpuMsPerRequest: 3,
  subgraphCpuMsPerRequest: 3,
  requestsPerSecond: 0,
  p50Ms: 2,
  p95Ms: 2,
  p99Ms: 2,
  rssMb: 0,
  subgraphRssMb: 0,
  subgraphRequests: 2,
  foreignShare: 2,
  loadCoreShare: 2,
};

/** @param rounds at least one */
export function rowOf(name: GatewayName, rounds: readonly Round[]): Row {
  const of = (figure: Figure) => rounded(median(rounds.map((round) => round[figure])), decimals[figure]);
  return {
    name,
    rounds: rounds.length,
    cpuMsPerRequest: of('cpuMsPerRequest'),
    subgraphCpuMsPerRequest: of('subgraphCpuMsPerRequest'),
    requestsPerSecond: of('requestsPerSecond'),
    p50Ms: of('p50Ms'),
    p95Ms: of('p95Ms'),
    p99Ms: of('p99Ms'),
    rssMb: of('rssMb'),
    subgraphRssMb: of('subgraphRssMb'),
    subgraphRequests: of('subgraphRequests'),
    foreignShare: of('foreignShare'),
    loadCoreShare: of('loadCoreShare'),
  };
}

/** A workload's table for people, with how much less than Apollo and how much more than the floor each one takes. */
export function printTable(workload: string, rows: readonly Row[]): void {
  const cpuOf = (name: GatewayName) => rows.find((row) => row.name === name)?.cpuMsPerRequest;
  const apollo = cpuOf('apollo');
  const floor = cpuOf('floor');
  const heads = [
    workload,
    'CPU ms',
    'apollo/it',
    'it/floor',
    'requests/s',
    'p50/p95/p99 ms',
    'RSS MB',
    'fetches',
    'behind: CPU ms',
    'RSS MB',
  ];
  const lines = rows.map((row) => [
    row.name,
    row.cpuMsPerRequest.toFixed(3),
    // Where subgraphs run in the gateway's process, its figure is not that of a gateway.
    row.subgraphRssMb === 0 ? '-' : ratio(apollo, row.cpuMsPerRequest),
    ratio(row.cpuMsPerRequest, floor),
    String(row.requestsPerSecond),
    [row.p50Ms, row.p95Ms, row.p99Ms].map((time) => time.toFixed(time < 10 ? 1 : 0)).join(' / '),
    String(row.rssMb),
    row.subgraphRequests.toFixed(2),
    row.subgraphCpuMsPerRequest.toFixed(3),
    String(row.subgraphRssMb),
  ]);
  const widths = heads.map((_, column) =>
    Math.max(...[heads, ...lines].map((line) => line[column]?.length ?? 0)),
  );
  console.log();
  for (const line of [heads, ...lines]) console.log(aligned(line, widths));
  for (const warning of rows.flatMap(warningsOf)) console.log(warning);
}

function aligned(cells: readonly string[], widths: readonly number[]): string {
  const pad = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  return cells.map(pad).join('  ');
}

function ratio(over: number | undefined, under: number | undefined): string {
  return over && under ? (over / under).toFixed(2) : '-';
}

/** What a reader must know before believing a row. */
export function warningsOf({ name, foreignShare, loadCoreShare }: Row): string[] {
  const warnings: string[] = [];
  if (foreignShare > NOISY_FOREIGN_SHARE) {
    warnings.push(
      `! ${name}: others used ${percent(foreignShare)} of its cores; requests/s and times are too bad.`,
    );
  }
  if (loadCoreShare > NOISY_LOAD_SHARE) {
    warnings.push(
      `! ${name}: the load's core was ${percent(loadCoreShare)} busy; requests/s is a lower bound.`,
    );
  }
  return warnings;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

function rounded(value: number, places: number): number {
  return Number(value.toFixed(places));
}
