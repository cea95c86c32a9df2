import type { PathStep } from '../plan-node.ts';

const FLATTEN_ELEMENT = /^(?<name>.*?)(?:\|\[(?<types>.*)\])?$/;
const FRAGMENT = '... on ';

/** The steps of a Flatten: elements are keys or `@` for arrays, each perhaps with `|[Type,Type]` behind it. */
export function flattenPath(elements: readonly (string | number)[]): PathStep[] {
  return elements.flatMap((element) => {
    const { name = '', types } = FLATTEN_ELEMENT.exec(String(element))?.groups ?? {};
    const steps: PathStep[] = [];
    if (name === '@') steps.push({ kind: 'each' });
    else if (name !== '') steps.push({ kind: 'key', name });
    if (types !== undefined) steps.push({ kind: 'type', names: types.split(',') });
    return steps;
  });
}

/** The steps of a rewrite or of a deferred part: keys, `... on Type`, and `..` for the object around. */
export function fragmentPath(elements: readonly string[]): PathStep[] {
  return elements.map((element) => {
    if (element === '..') return { kind: 'parent' };
    if (element.startsWith(FRAGMENT)) return { kind: 'type', names: [element.slice(FRAGMENT.length)] };
    return { kind: 'key', name: element };
  });
}
