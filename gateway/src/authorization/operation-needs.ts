import { keyOf, NOTHING, type Requirement } from '@manuel/access';
import {
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isUnionType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { type FieldAccess, SOMEBODY } from './field-access.ts';

/** An operation with the fragments that its document has. */
export interface AskedOperation {
  readonly definition: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

/**
 * All that an operation asks for, each once, whatever its variables say: when all of it is there, nothing else has to
 * be looked at.
 */
export function operationNeeds(
  operation: AskedOperation,
  schema: GraphQLSchema,
  access: FieldAccess,
): Requirement[] {
  const needs = new Needs(operation.fragments, schema, access);
  const root = schema.getRootType(operation.definition.operation);
  if (root) needs.add(operation.definition.selectionSet, root);
  return [...needs.found.values()];
}

class Needs {
  readonly found = new Map<string, Requirement>();
  readonly #fragments: AskedOperation['fragments'];
  readonly #schema: GraphQLSchema;
  readonly #access: FieldAccess;
  readonly #visited = new Set<string>();

  constructor(fragments: AskedOperation['fragments'], schema: GraphQLSchema, access: FieldAccess) {
    this.#fragments = fragments;
    this.#schema = schema;
    this.#access = access;
  }

  add(set: SelectionSetNode, parent: GraphQLCompositeType): void {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) this.#addField(selection.name.value, selection.selectionSet, parent);
      else if (selection.kind === Kind.INLINE_FRAGMENT)
        this.#addUnder(selection.typeCondition?.name.value, selection.selectionSet, parent);
      else this.#addSpread(selection.name.value, parent);
    }
  }

  #addField(name: string, set: SelectionSetNode | undefined, parent: GraphQLCompositeType): void {
    if (name === '__typename') return;
    this.#need(needOf(this.#access, parent, name));
    const type = fieldTypeOf(parent, name);
    if (set !== undefined && type !== undefined) this.add(set, type);
  }

  #addUnder(condition: string | undefined, set: SelectionSetNode, parent: GraphQLCompositeType): void {
    const type = condition === undefined ? parent : this.#schema.getType(condition);
    if (condition !== undefined) this.#need(this.#access.ofType(condition));
    if (isCompositeType(type)) this.add(set, type);
  }

  #addSpread(name: string, parent: GraphQLCompositeType): void {
    const fragment = this.#fragments.get(name);
    // What is inside does not depend on where it is spread.
    if (fragment === undefined || this.#visited.has(name)) return;
    this.#visited.add(name);
    this.#addUnder(fragment.typeCondition.name.value, fragment.selectionSet, parent);
  }

  #need(requirement: Requirement): void {
    if (requirement !== NOTHING) this.found.set(keyOf(requirement), requirement);
  }
}

/** The type of a field that has a selection set of its own; undefined for introspection and for leaves. */
export function fieldTypeOf(parent: GraphQLCompositeType, name: string): GraphQLCompositeType | undefined {
  const field = isUnionType(parent) ? undefined : parent.getFields()[name];
  const type = field && getNamedType(field.type);
  return isCompositeType(type) ? type : undefined;
}

/** What a field asks for; whoever may ask anything may ask what the schema is. */
export function needOf(access: FieldAccess, parent: GraphQLCompositeType, name: string): Requirement {
  return name.startsWith('__') ? SOMEBODY : access.of(parent, name);
}
