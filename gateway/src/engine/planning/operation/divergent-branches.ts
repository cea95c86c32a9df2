import { type FieldNode, Kind, type SelectionSetNode } from 'graphql';
import { callOf } from './call.ts';
import type { SelectedOperation } from './selected-operation.ts';

/**
 * Whether one response path means different things below different type conditions, so that a plan whose paths carry
 * no types would be wrong. Either it stands for different fields, as in
 * `{ pet { ... on Cat { owner { name(short: true) } } ... on Dog { owner { name } } } }`, and one would be fetched for
 * both; or a field with `@requires` is asked for in one branch alone, and where its requirements are not fetched
 * nothing else would be either.
 * @param requiring names of fields with `@requires`
 */
export function hasDivergentBranches(operation: SelectedOperation, requiring: ReadonlySet<string>): boolean {
  return new BranchWalk(operation, requiring).diverges([operation.definition.selectionSet]);
}

class BranchWalk {
  readonly #operation: SelectedOperation;
  readonly #requiring: ReadonlySet<string>;

  constructor(operation: SelectedOperation, requiring: ReadonlySet<string>) {
    this.#operation = operation;
    this.#requiring = requiring;
  }

  /** @param sets the selection sets of all fields that lie at one response path */
  diverges(sets: readonly SelectionSetNode[]): boolean {
    const branches = sets.map((set) => this.#collect(set, new Map()));
    const byKey = new Map<string, Set<FieldNode>>();
    for (const [key, fields] of branches.flatMap((branch) => [...branch])) {
      const merged = byKey.get(key) ?? new Set();
      byKey.set(key, merged);
      for (const field of fields) merged.add(field);
    }
    for (const [key, merged] of byKey) {
      const fields = [...merged];
      if (branches.length > 1 && !areSame(fields)) return true;
      if (this.#isRequiring(fields) && !branches.every((branch) => branch.has(key))) return true;
      const inner = fields.flatMap((field) => field.selectionSet ?? []);
      if (inner.length > 0 && this.diverges(inner)) return true;
    }
    return false;
  }

  #isRequiring(fields: readonly FieldNode[]): boolean {
    return fields.some(({ name }) => this.#requiring.has(name.value));
  }

  #collect(set: SelectionSetNode, byKey: Map<string, Set<FieldNode>>): Map<string, Set<FieldNode>> {
    for (const node of set.selections) {
      if (node.kind === Kind.FIELD) {
        const key = node.alias?.value ?? node.name.value;
        byKey.set(key, (byKey.get(key) ?? new Set()).add(node));
      } else {
        const inner =
          node.kind === Kind.INLINE_FRAGMENT ? node : this.#operation.fragments.get(node.name.value);
        if (inner !== undefined) this.#collect(inner.selectionSet, byKey);
      }
    }
    return byKey;
  }
}

function areSame([first, ...others]: readonly FieldNode[]): boolean {
  return first === undefined || others.every((field) => field === first || callOf(field) === callOf(first));
}
