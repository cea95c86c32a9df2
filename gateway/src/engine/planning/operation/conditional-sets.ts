import { type DocumentNode, Kind, type SelectionNode, visit } from 'graphql';
import { conditionsOf } from './conditions.ts';

/**
 * The document with `__typename` in every selection set of which no selection is sure to be asked for; the same
 * document when there is none. In `{ user { name @include(if: $a) } }` the planner lets the condition decide on the field
 * around it, too, which yet has to be answered with an empty object.
 */
export function withTypenamesInConditionalSets(document: DocumentNode): DocumentNode {
  return withTypenames(document, isConditional);
}

/**
 * The same for selection sets that hold fragments, too: the planner drops a field below which type conditions, each
 * possible by itself, exclude each other. Names of types may cost a request, so this is for plans that need it.
 */
export function withTypenamesInFragmentSets(document: DocumentNode): DocumentNode {
  return withTypenames(document, (node) => node.kind !== Kind.FIELD || isConditional(node));
}

function withTypenames(document: DocumentNode, isUnsure: (node: SelectionNode) => boolean): DocumentNode {
  return visit(document, {
    SelectionSet: (set) =>
      set.selections.every(isUnsure) ? { ...set, selections: [TYPENAME, ...set.selections] } : undefined,
  });
}

const TYPENAME: SelectionNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

function isConditional(node: SelectionNode): boolean {
  return conditionsOf(node).length > 0;
}
