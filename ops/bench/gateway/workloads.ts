import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Dataset } from './dataset.ts';
import type { GatewayName } from './gateways/descriptor.ts';
import { Monolith } from './monolith.ts';

/** What a client sends. */
export interface Operation {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Variables instead that differ from one request to the next, by the request's number. */
  readonly variablesOf?: (number: number) => Readonly<Record<string, unknown>>;
  /** The authorization header of each request. */
  readonly authorization?: string;
  /** Several instead, which take turns. */
  readonly authorizations?: readonly string[];
}

/** An operation with its right answer and the circumstances under which it is asked. */
export interface Workload extends Operation {
  readonly name: string;
  /** The `data` of the right answer. */
  readonly expected: unknown;
  /** Whether each request bears an authorization of its own, so that nothing may be shared between callers. */
  readonly ownCaller: boolean;
  /** The gateways that are measured when none is named. */
  readonly gateways: readonly GatewayName[];
}

const everyGateway = ['manuel', 'apollo', 'hive', 'hive-rust', 'grafbase', 'floor'] as const;
const fewGateways = ['manuel', 'apollo'] as const;

/** One subgraph, one fetch: what every request costs whatever it asks. */
const small = '{ topProducts(first: 3) { upc name price weight } }';

/** Many fields side by side in three subgraphs, few levels. */
const wide = `
  query Wide {
    me { id name username }
    ${[1, 2, 3, 4, 5, 6].map((id) => `user${id}: user(id: "${id}") { id name username reviews { id } }`).join('\n')}
    nobody: user(id: "none") { id name }
    ${[1, 5, 9, 20, 40].map((first) => `top${first}: topProducts(first: ${first}) { upc name price weight inStock }`).join('\n')}
    users { id username again: username name called: name }
  }`;

/** Every second level lies in another subgraph. */
const deep = `
  query Deep {
    me {
      name
      reviews { id product { name inStock
        reviews { id author { name
          reviews { id product { name price
            reviews { id author { name
              reviews { id product { name weight } } } } } } } } } }
    }
  }`;

/** Hundreds of entities in each of three subgraphs, with `@requires`. */
const list = `
  query List($first: Int!) {
    topProducts(first: $first) {
      upc name price weight inStock shippingEstimate
      reviews { id body author { id username name } }
    }
  }`;

/** Names of all workloads over mock subgraphs; the first five are measured when none is named. */
export const mockWorkloadNames = ['big', 'small', 'wide', 'deep', 'list', 'equal'] as const;
export type MockWorkloadName = (typeof mockWorkloadNames)[number];

/**
 * All workloads over mock subgraphs by name. @param folder with the public benchmark's `query.graphql` and `expected.json`
 * @throws Error when our data gives another answer to the public query than the public one
 */
export async function readWorkloads(
  folder: string,
  dataset: Dataset,
): Promise<Record<MockWorkloadName, Workload>> {
  const monolith = new Monolith(dataset);
  const big = readFileSync(join(folder, 'query.graphql'), 'utf8');
  const workload = async (
    name: MockWorkloadName,
    operation: Operation,
    gateways: readonly GatewayName[],
  ): Promise<Workload> => ({
    ...operation,
    name,
    gateways,
    expected: await monolith.answer(operation),
    ownCaller: name !== 'equal',
  });
  const workloads = {
    big: await workload('big', { query: big }, everyGateway),
    small: await workload('small', { query: small }, everyGateway),
    wide: await workload('wide', { query: wide }, fewGateways),
    deep: await workload('deep', { query: deep }, fewGateways),
    list: await workload('list', { query: list, variables: { first: 300 } }, fewGateways),
    equal: await workload('equal', { query: big }, everyGateway),
  };
  const published = z.object({ data: z.unknown() }).parse(readJson(join(folder, 'expected.json')));
  if (!isDeepStrictEqual(workloads.big.expected, published.data)) {
    throw new Error('The data of the mock subgraphs does not lead to the expected answer.');
  }
  return workloads;
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
