import {
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLIncludeDirective,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  GraphQLSkipDirective,
  getDirectiveValues,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { TypeConditions } from '../compile/types.ts';

/**
 * What an object is shaped as: its type, or the interface that it is known by where a subgraph knows no more of it
 * (federation's interface objects).
 */
export type FieldsType = GraphQLObjectType | GraphQLInterfaceType;

/** The values of an operation's variables, coerced. */
export type Variables = Readonly<Record<string, unknown>>;

/**
 * The fields of selection sets that an object of one type answers, by response key and in their order, as
 * CollectFields of the GraphQL specification (6.3.2) has it.
 */
export function selectedFields(
  sets: readonly SelectionSetNode[],
  type: FieldsType,
  variables: Variables,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  types: TypeConditions,
): Map<string, FieldNode[]> {
  const fields = new Map<string, FieldNode[]>();
  const visited = new Set<string>();
  const add = (set: SelectionSetNode): void => {
    for (const selection of set.selections) {
      if (!isIncluded(selection, variables)) continue;
      if (selection.kind === Kind.FIELD) {
        const key = selection.alias?.value ?? selection.name.value;
        const same = fields.get(key);
        if (same === undefined) fields.set(key, [selection]);
        else same.push(selection);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        if (types.holds(selection.typeCondition?.name.value, type.name)) add(selection.selectionSet);
      } else if (!visited.has(selection.name.value)) {
        visited.add(selection.name.value);
        const fragment = fragments.get(selection.name.value);
        if (fragment !== undefined && types.holds(fragment.typeCondition.name.value, type.name))
          add(fragment.selectionSet);
      }
    }
  };
  for (const set of sets) add(set);
  return fields;
}

/** Whether `@skip` and `@include` let a selection stand. */
export function isIncluded(selection: SelectionNode, variables: Variables): boolean {
  if (selection.directives === undefined || selection.directives.length === 0) return true;
  if (getDirectiveValues(GraphQLSkipDirective, selection, variables)?.if === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, selection, variables)?.if !== false;
}
