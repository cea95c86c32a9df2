import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type GatewayName, gatewayNames } from './gateways/descriptor.ts';
import { type MockWorkloadName, mockWorkloadNames } from './workloads.ts';

/** What to measure, and how long. */
export interface Options {
  /** Has `gateway-benchmark/`; `own` needs none. Absolute, as gateways are started in folders of their own. */
  readonly dataFolder: string;
  /** Whether callers have tokens, for gateways that know them. */
  readonly guarded: boolean;
  /** The named gateways; undefined for each workload's own. */
  readonly only: readonly GatewayName[] | undefined;
  /** `own` is measured by itself, over Manuel's subgraphs; the others over mock subgraphs. */
  readonly workloads: readonly MockWorkloadName[] | 'own';
  readonly rounds: number;
  /** Length of one measured window. */
  readonly seconds: number;
  readonly connections: number;
  /** How long a subgraph waits before it answers. */
  readonly delayMilliseconds: number;
}

const usage =
  'npm run bench -- gateway [DATA_FOLDER] [--only a,b] [--workload a,b] [--rounds N] [--seconds S] [--connections N] [--delay MS] [--guarded]';

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
      connections: { type: 'string' },
      delay: { type: 'string', default: '0' },
      guarded: { type: 'boolean', default: false },
    },
  });
  if (positionals.length > 1) throw new Error(`Too many arguments: ${usage}`);
  const { guarded } = values;
  const workloads = workloadsOf(values.workload ?? (guarded ? 'big,small' : undefined));
  const only = onlyOf(values.only, guarded);
  if (guarded && workloads === 'own')
    throw new Error('--guarded is for workloads over mock subgraphs: own knows its callers.');
  return {
    dataFolder: resolve(positionals[0] ?? join(import.meta.dirname, '../../../../shared/data')),
    only,
    guarded,
    workloads,
    rounds: numberOf('--rounds', values.rounds, 1),
    seconds: numberOf('--seconds', values.seconds, 1),
    connections: numberOf('--connections', values.connections ?? (workloads === 'own' ? '10' : '50'), 1),
    delayMilliseconds: numberOf('--delay', values.delay, 0),
  };
}

function workloadsOf(text: string | undefined): Options['workloads'] {
  if (text === undefined) return mockWorkloadNames.filter((name) => name !== 'equal');
  const names = listOf('--workload', text, [...mockWorkloadNames, 'own'] as const);
  const mock = names.filter((name) => name !== 'own');
  if (mock.length === names.length) return mock;
  if (names.length > 1) throw new Error('--workload own is measured by itself.');
  return 'own';
}

/** With callers that have tokens, Manuel's gateway with and without what it does to know them. */
function onlyOf(text: string | undefined, guarded: boolean): Options['only'] {
  if (text === undefined) return guarded ? ['manuel', 'manuel-guarded'] : undefined;
  const only = listOf('--only', text, gatewayNames);
  if (!guarded && only.includes('manuel-guarded')) throw new Error('manuel-guarded needs --guarded.');
  return only;
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
