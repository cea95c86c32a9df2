import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type GatewayName, gatewayNames } from './gateways/descriptor.ts';
import { type WorkloadName, workloadNames } from './workloads.ts';

/** What to measure, and how long. */
export interface Options {
  /** Has `gateway-benchmark/`. */
  readonly dataFolder: string;
  /** The named gateways; undefined for each workload's own. */
  readonly only: readonly GatewayName[] | undefined;
  readonly workloads: readonly WorkloadName[];
  readonly rounds: number;
  /** Length of one measured window. */
  readonly seconds: number;
  readonly connections: number;
  /** How long a subgraph waits before it answers. */
  readonly delayMilliseconds: number;
}

const usage =
  'npm run bench -- gateway [DATA_FOLDER] [--only a,b] [--workload a,b] [--rounds N] [--seconds S] [--connections N] [--delay MS]';

/** @throws Error that says what is wrong and what is allowed */
export function readOptions(words: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      only: { type: 'string' },
      workload: { type: 'string' },
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '10' },
      connections: { type: 'string', default: '50' },
      delay: { type: 'string', default: '0' },
    },
  });
  if (positionals.length > 1) throw new Error(`Too many arguments: ${usage}`);
  return {
    dataFolder: positionals[0] ?? join(import.meta.dirname, '../../../../shared/data'),
    only: values.only === undefined ? undefined : listOf('--only', values.only, gatewayNames),
    workloads:
      values.workload === undefined
        ? workloadNames.filter((name) => name !== 'equal')
        : listOf('--workload', values.workload, workloadNames),
    rounds: numberOf('--rounds', values.rounds, 1),
    seconds: numberOf('--seconds', values.seconds, 1),
    connections: numberOf('--connections', values.connections, 1),
    delayMilliseconds: numberOf('--delay', values.delay, 0),
  };
}

function listOf<Name extends string>(option: string, text: string, allowed: readonly Name[]): Name[] {
  return text.split(',').map((word) => {
    const found = allowed.find((name) => name === word);
    if (found === undefined) throw new Error(`${option} knows ${allowed.join(', ')}; not ${word}.`);
    return found;
  });
}

function numberOf(option: string, text: string, least: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least)
    throw new Error(`${option} expects a whole number from ${least}.`);
  return value;
}
