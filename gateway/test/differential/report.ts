import { type ExecutionResult, parse, print } from 'graphql';
import { comparable } from './comparison.ts';
import type { Asked, Federation } from './federation.ts';
import type { Disorder } from './world.ts';

/** An execution with two answers. */
export interface Difference {
  readonly seed: number;
  readonly asked: Asked;
  readonly disorder: Disorder;
  readonly answered: ExecutionResult;
  readonly expected: ExecutionResult;
}

/** All that is needed to see what went wrong. The federation has just answered it. */
export function reportOf(
  { scenario, sent }: Federation,
  { seed, asked, disorder, answered, expected }: Difference,
): string {
  const [is, should] = [comparable(answered), comparable(expected)];
  const faults = [...disorder.faults].map(([place, fault]) => `${place}: ${JSON.stringify(fault)}`);
  const missing = disorder.missing && [disorder.missing.subgraph, ...disorder.missing.things].join(' ');
  return [
    `=== ${scenario.name}, seed ${seed}, operation ${asked.operationName}`,
    print(asked.document),
    `variables ${JSON.stringify(asked.variables)}`,
    `faults ${faults.join('; ') || 'none'}; away ${JSON.stringify(disorder.away)}; missing ${missing}; unchecked ${disorder.isUnchecked}`,
    ...sent.map(
      ({ operation, variables }) =>
        `--- sent to ${operation.subgraph}\n${print(parse(operation.query))}\n${variables}`,
    ),
    `--- engine   ${is.data}`,
    `--- expected ${should.data}`,
    ...differenceOf(
      JSON.parse(is.data === 'none' ? 'null' : is.data),
      JSON.parse(should.data === 'none' ? 'null' : should.data),
      '$',
    ),
    `--- errors only of the engine   ${is.errorPaths.filter((path) => !should.errorPaths.includes(path)).join('  ')}`,
    `--- errors only of the expected ${should.errorPaths.filter((path) => !is.errorPaths.includes(path)).join('  ')}`,
    ...(answered.errors ?? [])
      .slice(0, 5)
      .map((error) => `engine: ${error.path?.join('.')} ${error.message}`),
    ...(expected.errors ?? [])
      .slice(0, 5)
      .map((error) => `expected: ${error.path?.join('.')} ${error.message}`),
  ].join('\n');
}

/** The innermost places at which two JSON values differ. */
function differenceOf(is: unknown, should: unknown, place: string): string[] {
  if (JSON.stringify(is) === JSON.stringify(should)) return [];
  if (typeof is !== 'object' || typeof should !== 'object' || is === null || should === null)
    return [`--- at ${place}: ${JSON.stringify(is)} instead of ${JSON.stringify(should)}`];
  const keys = new Set([...Object.keys(is), ...Object.keys(should)]);
  const [left, right] = [new Map(Object.entries(is)), new Map(Object.entries(should))];
  const inner = [...keys].flatMap((key) => differenceOf(left.get(key), right.get(key), `${place}.${key}`));
  return inner.length > 0 ? inner : [`--- at ${place}: keys in another order`];
}
