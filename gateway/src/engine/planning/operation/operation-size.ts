import { Kind, type SelectionNode, type SelectionSetNode } from 'graphql';
import { checkLimit, type PlanningLimits } from '../limits.ts';
import { PlanRefused } from '../refusals.ts';
import type { SelectedOperation } from './selected-operation.ts';

/** What one selection set holds when every fragment stands where it is spread. */
interface Size {
  readonly depth: number;
  readonly nesting: number;
  readonly selections: number;
  readonly fields: number;
  readonly aliases: number;
}

/**
 * Checks the rows of the limits table that need no planner. Each fragment is counted once and multiplied, so the
 * cost is that of the document as written, however large it would expand.
 * @throws PlanRefused OPERATION_TOO_COMPLEX, or OPERATION_INVALID for fragments that contain themselves
 */
export function checkOperationSize(operation: SelectedOperation, limits: PlanningLimits): void {
  const measure = new Measure(operation, limits);
  const size = measure.sizeOf(operation.definition.selectionSet, 1);
  checkLimit(limits, 'depth', size.depth);
  checkLimit(limits, 'nesting', size.nesting);
  checkLimit(limits, 'selections', size.selections);
  checkLimit(limits, 'rootFields', size.fields);
  checkLimit(limits, 'aliases', size.aliases);
}

class Measure {
  readonly #operation: SelectedOperation;
  readonly #limits: PlanningLimits;
  /** undefined while a fragment is being counted. */
  readonly #fragments = new Map<string, Size | undefined>();

  constructor(operation: SelectedOperation, limits: PlanningLimits) {
    this.#operation = operation;
    this.#limits = limits;
  }

  /** @param level how many selection sets are being counted around this one; bounds the recursion itself */
  sizeOf(set: SelectionSetNode, level: number): Size {
    checkLimit(this.#limits, 'nesting', level);
    let [depth, nesting, selections, fields, aliases] = [0, 0, 0, 0, 0];
    for (const node of set.selections) {
      const size = this.#sizeOfSelection(node, level);
      depth = Math.max(depth, size.depth);
      nesting = Math.max(nesting, size.nesting);
      selections += size.selections;
      fields += size.fields;
      aliases += size.aliases;
    }
    return { depth, nesting: nesting + 1, selections, fields, aliases };
  }

  #sizeOfSelection(node: SelectionNode, level: number): Size {
    if (node.kind === Kind.FRAGMENT_SPREAD) return this.#sizeOfFragment(node.name.value, level);
    const inner = node.selectionSet && this.sizeOf(node.selectionSet, level + 1);
    const selections = (inner?.selections ?? 0) + 1;
    if (node.kind === Kind.INLINE_FRAGMENT)
      return { ...(inner ?? { depth: 0, nesting: 0, fields: 0, aliases: 0 }), selections };
    const aliases = (inner?.aliases ?? 0) + (node.alias ? 1 : 0);
    return { depth: (inner?.depth ?? 0) + 1, nesting: inner?.nesting ?? 0, selections, fields: 1, aliases };
  }

  #sizeOfFragment(name: string, level: number): Size {
    const known = this.#fragments.get(name);
    if (known !== undefined) return known;
    const fragment = this.#operation.fragments.get(name);
    if (fragment === undefined)
      throw new PlanRefused('OPERATION_INVALID', `The document has no fragment ${name}.`);
    if (this.#fragments.has(name))
      throw new PlanRefused('OPERATION_INVALID', `The fragment ${name} contains itself.`);
    this.#fragments.set(name, undefined);
    const inner = this.sizeOf(fragment.selectionSet, level + 1);
    const size = { ...inner, selections: inner.selections + 1 };
    this.#fragments.set(name, size);
    return size;
  }
}
