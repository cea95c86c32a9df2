import type { Json } from '../own.ts';
import type { PathStep } from '../planning/index.ts';
import { functionOf, readKey } from './source-text.ts';
import type { TypeConditions } from './types.ts';

/** Appends the entities that a path leads to, in the order of the answer. */
export type Collector = (data: unknown, found: Json[]) => void;

/** The loops of a path, written out. */
export function collectorOf(steps: readonly PathStep[], types: TypeConditions): Collector {
  let depth = 0;
  const write = (value: string, rest: readonly PathStep[]): string => {
    const [step, ...further] = rest;
    const next = `x${depth++}`;
    if (step === undefined || step.kind === 'parent') return `end(${value},found);`;
    if (step.kind === 'each') {
      const index = `i${depth}`;
      const items = `for(let ${index}=0;${index}<${value}.length;${index}++){const ${next}=${value}[${index}];if(${next}!=null){`;
      return `if(Array.isArray(${value})){${items}${write(next, further)}}}}`;
    }
    const isObject = `typeof ${value}==='object'&&!Array.isArray(${value})`;
    if (step.kind === 'type') {
      const conditions = step.names
        .map((name) => `holds(${JSON.stringify(name)},${value}.__typename)`)
        .join('||');
      return `if(${isObject}&&(${conditions})){${write(value, further)}}`;
    }
    return `if(${isObject}){const ${next}=${readKey(value, step.name)};if(${next}!=null){${write(next, further)}}}`;
  };
  const holds = (condition: string, typename: unknown) => types.holds(condition, typename);
  return functionOf<Collector>(`function collect(data,found){if(data!=null){${write('data', steps)}}}`, {
    end: collectAll,
    holds,
  });
}

/** Objects are entities; lists of lists are entered to their end. */
function collectAll(value: unknown, found: Json[]): void {
  if (Array.isArray(value)) for (const item of value) collectAll(item, found);
  // What is no list and no scalar is an object.
  else if (typeof value === 'object' && value !== null) found.push(value as Json);
}
