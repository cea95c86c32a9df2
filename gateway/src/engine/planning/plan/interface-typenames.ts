import { type DocumentNode, Kind, type SelectionNode, type SelectionSetNode } from 'graphql';

/**
 * An entity fetch without `__typename` on types that the subgraph knows as interface objects. It would answer with the
 * name of the interface, over the name of the object's type that the data holds by then.
 */
export function withoutInterfaceTypenames(
  document: DocumentNode,
  isInterfaceObject: (type: string) => boolean,
): DocumentNode {
  let changed = false;
  const clean = (set: SelectionSetNode, type: string): SelectionSetNode => {
    const kept = set.selections.filter((node) => !(isInterfaceObject(type) && isTypename(node)));
    // Something must be selected, and then there is nothing else to lose.
    const selections = (kept.length > 0 ? kept : set.selections).map((node) =>
      node.kind === Kind.INLINE_FRAGMENT
        ? { ...node, selectionSet: clean(node.selectionSet, node.typeCondition?.name.value ?? type) }
        : node,
    );
    changed ||= kept.length > 0 && kept.length < set.selections.length;
    return { ...set, selections };
  };
  const definitions = document.definitions.map((node) => {
    if (node.kind !== Kind.OPERATION_DEFINITION) return node;
    const selections = node.selectionSet.selections.map((entities) =>
      entities.kind === Kind.FIELD && entities.selectionSet
        ? { ...entities, selectionSet: clean(entities.selectionSet, '') }
        : entities,
    );
    return { ...node, selectionSet: { ...node.selectionSet, selections } };
  });
  return changed ? { ...document, definitions } : document;
}

function isTypename(node: SelectionNode): boolean {
  return node.kind === Kind.FIELD && node.name.value === '__typename' && node.alias === undefined;
}
