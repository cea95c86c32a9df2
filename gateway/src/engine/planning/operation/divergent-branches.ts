import { type FieldNode, Kind, type SelectionSetNode } from 'graphql';
import { callOf } from './call.ts';
import type { SelectedOperation } from './selected-operation.ts';

/**
 * Whether one response path means different fields below different type conditions, as in
 * `{ pet { ... on Cat { owner { name(short: true) } } ... on Dog { owner { name } } } }`. A plan whose paths carry no
 * types would fetch one of the two for both.
 */
export function hasDivergentBranches(operation: SelectedOperation): boolean {
  return new BranchWalk(operation).diverges([operation.definition.selectionSet]);
}

class BranchWalk {
  readonly #operation: SelectedOperation;

  constructor(operation: SelectedOperation) {
    this.#operation = operation;
  }

  /** @param sets the selection sets of all fields that lie at one response path */
  diverges(sets: readonly SelectionSetNode[]): boolean {
    const byKey = new Map<string, FieldNode[]>();
    for (const set of sets) this.#collect(set, byKey);
    for (const fields of byKey.values()) {
      if (sets.length > 1 && !areSame(fields)) return true;
      const inner = fields.flatMap((field) => field.selectionSet ?? []);
      if (inner.length > 0 && this.diverges(inner)) return true;
    }
    return false;
  }

  #collect(set: SelectionSetNode, byKey: Map<string, FieldNode[]>): void {
    for (const node of set.selections) {
      if (node.kind === Kind.FIELD) {
        const key = node.alias?.value ?? node.name.value;
        const known = byKey.get(key);
        if (known === undefined) byKey.set(key, [node]);
        else if (!known.includes(node)) known.push(node);
      } else {
        const inner =
          node.kind === Kind.INLINE_FRAGMENT ? node : this.#operation.fragments.get(node.name.value);
        if (inner !== undefined) this.#collect(inner.selectionSet, byKey);
      }
    }
  }
}

function areSame([first, ...others]: readonly FieldNode[]): boolean {
  return first === undefined || others.every((field) => field === first || callOf(field) === callOf(first));
}
