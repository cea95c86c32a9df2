import { type DocumentNode, Kind, type SelectionNode, visit } from 'graphql';

/**
 * The document with `__typename` in every selection set of which no selection is sure to be asked for; the same
 * document when there is none. In `{ user { name @include(if: $a) } }` the planner lets the condition decide on the field
 * around it, too, which yet has to be answered with an empty object.
 */
export function withTypenamesInConditionalSets(document: DocumentNode): DocumentNode {
  return visit(document, {
    SelectionSet: (set) =>
      set.selections.every(isConditional) ? { ...set, selections: [TYPENAME, ...set.selections] } : undefined,
  });
}

const TYPENAME: SelectionNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

function isConditional({ directives = [] }: SelectionNode): boolean {
  return directives.some(({ name }) => name.value === 'skip' || name.value === 'include');
}
