import {
  type FieldNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { conditionsOf } from '../operation/conditions.ts';
import type { SelectedOperation } from '../operation/selected-operation.ts';
import { PlanRefused } from '../refusals.ts';
import type { Produced } from './produced.ts';
import type { PossibleTypes } from './runtime-types.ts';
import { intersection, isSubset, type TypeNames } from './type-names.ts';

/** Values that variables must have for a selection to be reached. */
type Conditions = ReadonlyMap<string, boolean>;

/**
 * Checks that a plan fetches every field of its operation, on every type that the place can have: a field that no
 * fetch brings would be answered with null, as if the data were missing. Not checked are introspection and what can
 * never be asked for: types that cannot meet, also by the schema of the subgraph that gives the value, and directives
 * that exclude each other.
 */
export class Completeness {
  readonly #schema: GraphQLSchema;
  readonly #possible: PossibleTypes;
  readonly #operation: SelectedOperation;

  /** @param schema that the operation is written for */
  constructor(schema: GraphQLSchema, possible: PossibleTypes, operation: SelectedOperation) {
    this.#schema = schema;
    this.#possible = possible;
    this.#operation = operation;
  }

  /** @throws PlanRefused PLAN_INCOMPLETE with the coordinate of the first field that is missing */
  check(produced: Produced): void {
    const { definition } = this.#operation;
    const root = this.#schema.getRootType(definition.operation);
    if (root) this.#checkSet(definition.selectionSet, root, new Set([root.name]), produced, new Map());
  }

  #checkSet(
    set: SelectionSetNode,
    parent: GraphQLNamedType,
    types: TypeNames,
    produced: Produced,
    around: Conditions,
  ): void {
    if (types.size === 0) return;
    for (const node of set.selections) {
      const conditions = withOwn(around, node);
      if (conditions === undefined) continue;
      if (node.kind === Kind.FIELD) this.#checkField(node, parent, types, produced, conditions);
      else this.#checkFragment(node, parent, types, produced, conditions);
    }
  }

  #checkFragment(
    node: Exclude<SelectionNode, FieldNode>,
    parent: GraphQLNamedType,
    types: TypeNames,
    produced: Produced,
    conditions: Conditions,
  ): void {
    const inner = node.kind === Kind.INLINE_FRAGMENT ? node : this.#operation.fragments.get(node.name.value);
    if (inner === undefined) return;
    const type = inner.typeCondition ? this.#schema.getType(inner.typeCondition.name.value) : parent;
    if (type === undefined) return;
    const narrowed = intersection(types, this.#possible.of(type.name));
    this.#checkSet(inner.selectionSet, type, narrowed, produced, conditions);
  }

  #checkField(
    node: FieldNode,
    parent: GraphQLNamedType,
    types: TypeNames,
    produced: Produced,
    conditions: Conditions,
  ): void {
    if (node.name.value.startsWith('__')) return;
    const field = produced.get(node.alias?.value ?? node.name.value);
    if (field === undefined || !isSubset(types, field.parents))
      throw new PlanRefused(
        'PLAN_INCOMPLETE',
        `No service can be asked for ${parent.name}.${node.name.value} here, so the answer would be incomplete.`,
      );
    if (node.selectionSet === undefined || !(isObjectType(parent) || isInterfaceType(parent))) return;
    const definition = parent.getFields()[node.name.value];
    if (definition === undefined) return;
    const type = getNamedType(definition.type);
    const inner = intersection(this.#valuesOf(types, node.name.value), field.possible);
    this.#checkSet(node.selectionSet, type, inner, field.inner, conditions);
  }

  /** The types that a field's value may have on objects of some types, which may be fewer than an interface of them says. */
  #valuesOf(types: TypeNames, field: string): TypeNames {
    const names = [...types].flatMap((name) => {
      const type = this.#schema.getType(name);
      const definition = isObjectType(type) ? type.getFields()[field] : undefined;
      return definition === undefined ? [] : [...this.#possible.of(getNamedType(definition.type).name)];
    });
    return new Set(names);
  }
}

/** undefined when a selection's conditions, with those around, let nothing through whatever the variables are. */
function withOwn(around: Conditions, node: SelectionNode): Conditions | undefined {
  const own = conditionsOf(node);
  if (own.length === 0) return around;
  const conditions = new Map(around);
  for (const { value, wanted } of own) {
    if (value?.kind !== Kind.VARIABLE) continue;
    if (conditions.get(value.name.value) === !wanted) return undefined;
    conditions.set(value.name.value, wanted);
  }
  return conditions;
}
