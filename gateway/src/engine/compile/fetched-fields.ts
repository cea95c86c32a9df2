import {
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { conditionsOf } from '../planning/index.ts';
import type { Variables } from '../shape/selected-fields.ts';
import type { Step } from './step.ts';
import type { TypeConditions } from './types.ts';

/** One @skip or @include. */
type Switch = (variables: Variables) => boolean;

/** One field of what a step fetches. */
export interface FetchedField {
  readonly key: string;
  readonly name: string;
  /** Objects of these types alone have it; all conditions must hold. */
  readonly conditions: readonly string[];
  /** The field is asked for when all of them let it. */
  readonly switches: readonly Switch[];
  readonly isLeaf: boolean;
}

/** What a step fetches: for a root fetch fields of the root, else of each entity. */
export class FetchedFields {
  /** Whether all are leaves, so that merging them leaves nothing shared. */
  readonly isFlat: boolean;
  /** Whether some are asked for under conditions alone. */
  readonly isConditional: boolean;
  readonly #fields: readonly FetchedField[];
  /** The fields, type names included, one of which must be asked for; null when one always is. */
  readonly #deciding: readonly FetchedField[] | null;
  readonly #types: TypeConditions;

  constructor({ query, requires }: Step, types: TypeConditions) {
    this.#types = types;
    const all = fieldsOf(query, requires !== null);
    this.#deciding = all.every(({ switches }) => switches.length > 0) ? all : null;
    this.#fields = all.filter(({ name }) => name !== '__typename');
    this.isFlat = this.#fields.every(({ isLeaf }) => isLeaf);
    this.isConditional = this.#fields.some(({ switches }) => switches.length > 0);
  }

  /** Whether a request with these variables asks for anything. */
  isAsked(variables: Variables): boolean {
    return this.#deciding?.some((field) => isLet(field, variables)) ?? true;
  }

  /** The response keys, each once; without `__typename`, which is asked for on the way. */
  get keys(): string[] {
    return [...new Set(this.#fields.map(({ key }) => key))];
  }

  /** The response keys that a request with these variables asks for. */
  keysAsked(variables: Variables): string[] {
    return [...new Set(this.asked(variables).map(({ key }) => key))];
  }

  /** The response keys that an object of a type was to get. */
  keysOf(typename: unknown, variables: Variables): string[] {
    const own = this.asked(variables).filter(({ conditions }) =>
      conditions.every((one) => this.#types.holds(one, typename)),
    );
    return [...new Set(own.map(({ key }) => key))];
  }

  /** Those that a request with these variables asks for. */
  asked(variables: Variables): readonly FetchedField[] {
    return this.#fields.filter((field) => isLet(field, variables));
  }

  /** Those that it does not. */
  skipped(variables: Variables): readonly FetchedField[] {
    return this.#fields.filter((field) => !isLet(field, variables));
  }
}

function isLet({ switches }: FetchedField, variables: Variables): boolean {
  return switches.every((one) => one(variables));
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
  return set === undefined ? [] : collect(set, { conditions: [], switches: [] }, fragments);
}

type Around = Pick<FetchedField, 'conditions' | 'switches'>;

function collect(
  set: SelectionSetNode,
  around: Around,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): FetchedField[] {
  return set.selections.flatMap((one): FetchedField[] => {
    const switches = [...around.switches, ...switchesOf(one)];
    if (one.kind === Kind.FIELD) {
      const name = one.name.value;
      const key = one.alias?.value ?? name;
      return [{ key, name, conditions: around.conditions, switches, isLeaf: one.selectionSet === undefined }];
    }
    const inner = one.kind === Kind.INLINE_FRAGMENT ? one : fragments.get(one.name.value);
    if (inner === undefined) return [];
    const condition = inner.typeCondition?.name.value;
    const conditions = condition === undefined ? around.conditions : [...around.conditions, condition];
    return collect(inner.selectionSet, { conditions, switches }, fragments);
  });
}

function switchesOf(node: SelectionNode): Switch[] {
  return conditionsOf(node).flatMap(({ value, wanted }): Switch[] =>
    value?.kind === Kind.VARIABLE ? [(variables) => (variables[value.name.value] === true) === wanted] : [],
  );
}
