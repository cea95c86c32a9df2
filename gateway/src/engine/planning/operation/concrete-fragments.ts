import {
  type DocumentNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isUnionType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { checkLimit, type PlanningLimits } from '../limits.ts';
import type { SelectedOperation } from './selected-operation.ts';

/**
 * The same operation without named fragments, and with a fragment for each object type wherever a fragment's abstract
 * type is not that of the place. The planner cannot follow such a one from an interface object, whose
 * subgraph may not even know the fragment's type: `{ interfaceObject { ... on Union { __typename } } }`.
 * @throws PlanRefused OPERATION_TOO_COMPLEX when it would become too long
 */
export function withConcreteFragments(
  { definition, fragments }: SelectedOperation,
  schema: GraphQLSchema,
  limits: PlanningLimits,
): DocumentNode {
  const root = schema.getRootType(definition.operation);
  if (!root) return { kind: Kind.DOCUMENT, definitions: [definition] };
  const selectionSet = new Expansion(schema, fragments, limits).set(definition.selectionSet, root);
  return { kind: Kind.DOCUMENT, definitions: [{ ...definition, selectionSet }] };
}

/** What is left of a selection set whose fragments no object fits. */
const TYPENAME: SelectionNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

class Expansion {
  readonly #schema: GraphQLSchema;
  readonly #fragments: SelectedOperation['fragments'];
  readonly #limits: PlanningLimits;
  #count = 0;

  constructor(schema: GraphQLSchema, fragments: SelectedOperation['fragments'], limits: PlanningLimits) {
    this.#schema = schema;
    this.#fragments = fragments;
    this.#limits = limits;
  }

  set(set: SelectionSetNode, parent: GraphQLCompositeType): SelectionSetNode {
    const selections = set.selections.flatMap((one) => this.#selection(one, parent));
    return { ...set, selections: selections.length === 0 ? [TYPENAME] : selections };
  }

  #selection(node: SelectionNode, parent: GraphQLCompositeType): SelectionNode[] {
    this.#count += 1;
    checkLimit(this.#limits, 'selections', this.#count);
    if (node.kind === Kind.FIELD) {
      const field = isUnionType(parent) ? undefined : parent.getFields()[node.name.value];
      const type = field && getNamedType(field.type);
      if (node.selectionSet === undefined || !isCompositeType(type)) return [node];
      return [{ ...node, selectionSet: this.set(node.selectionSet, type) }];
    }
    const inner = node.kind === Kind.INLINE_FRAGMENT ? node : this.#fragments.get(node.name.value);
    if (inner === undefined) return [];
    const condition = inner.typeCondition && this.#schema.getType(inner.typeCondition.name.value);
    return this.#typesFor(isCompositeType(condition) ? condition : parent, parent).map((type) => ({
      kind: Kind.INLINE_FRAGMENT,
      typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: type.name } },
      directives: node.directives ?? [],
      selectionSet: this.set(inner.selectionSet, type),
    }));
  }

  /** The types that stand for a fragment's condition at a place; none when no object has both types. */
  #typesFor(condition: GraphQLCompositeType, parent: GraphQLCompositeType): GraphQLCompositeType[] {
    if (condition === parent) return [parent];
    const around = this.#possible(parent);
    return this.#possible(condition).filter((type) => around.includes(type));
  }

  #possible(type: GraphQLCompositeType): readonly GraphQLCompositeType[] {
    return isAbstractType(type) ? this.#schema.getPossibleTypes(type) : [type];
  }
}
