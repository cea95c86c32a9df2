import {
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
} from 'graphql';
import type { Step } from './step.ts';
import type { TypeConditions } from './types.ts';

interface FetchedField {
  readonly key: string;
  /** Objects of these types alone have it; all conditions must hold. */
  readonly conditions: readonly string[];
  readonly isLeaf: boolean;
}

/** What a step fetches: for a root fetch fields of the root, else of each entity. */
export class FetchedFields {
  /** Whether all are leaves, so that merging them leaves nothing shared. */
  readonly isFlat: boolean;
  readonly #fields: readonly FetchedField[];
  readonly #types: TypeConditions;

  constructor({ query, requires }: Step, types: TypeConditions) {
    this.#types = types;
    this.#fields = fieldsOf(query, requires !== null);
    this.isFlat = this.#fields.every(({ isLeaf }) => isLeaf);
  }

  /** The response keys, each once; without `__typename`, which is asked for on the way. */
  get keys(): string[] {
    return [...new Set(this.#fields.map(({ key }) => key))];
  }

  /** The response keys that an object of a type was to get. */
  keysOf(typename: unknown): string[] {
    const own = this.#fields.filter(({ conditions }) =>
      conditions.every((one) => this.#types.holds(one, typename)),
    );
    return [...new Set(own.map(({ key }) => key))];
  }
}

function fieldsOf(query: string, ofEntities: boolean): FetchedField[] {
  const { definitions } = parse(query, { noLocation: true });
  const fragments = new Map<string, FragmentDefinitionNode>();
  let operation: OperationDefinitionNode | undefined;
  for (const one of definitions) {
    if (one.kind === Kind.FRAGMENT_DEFINITION) fragments.set(one.name.value, one);
    else if (one.kind === Kind.OPERATION_DEFINITION) operation = one;
  }
  const [root] = operation?.selectionSet.selections ?? [];
  const set = !ofEntities
    ? operation?.selectionSet
    : root?.kind === Kind.FIELD
      ? root.selectionSet
      : undefined;
  return set === undefined ? [] : collect(set, [], fragments);
}

function collect(
  set: SelectionSetNode,
  conditions: readonly string[],
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): FetchedField[] {
  return set.selections.flatMap((one): FetchedField[] => {
    if (one.kind === Kind.FIELD) {
      const key = one.alias?.value ?? one.name.value;
      return key === '__typename' ? [] : [{ key, conditions, isLeaf: one.selectionSet === undefined }];
    }
    const inner = one.kind === Kind.INLINE_FRAGMENT ? one : fragments.get(one.name.value);
    if (inner === undefined) return [];
    const condition = inner.typeCondition?.name.value;
    return collect(
      inner.selectionSet,
      condition === undefined ? conditions : [...conditions, condition],
      fragments,
    );
  });
}
