import { type DocumentNode, Kind, type SelectionNode, type SelectionSetNode, visit } from 'graphql';

/** No client field has such a key: see `DataKeys`. */
const IGNORED = { kind: Kind.NAME as const, value: '__typename__alias_0' };

/**
 * An entity fetch without `__typename` on types that the subgraph knows as interface objects. It would answer with the
 * name of the interface, over the name of the object's type that the data holds by then.
 */
export function withoutInterfaceTypenames(
  document: DocumentNode,
  isInterfaceObject: (type: string) => boolean,
): DocumentNode {
  let changed = false;
  const cleanSet = (set: SelectionSetNode, type: string): SelectionSetNode => {
    const kept = set.selections.filter((node) => !(isInterfaceObject(type) && isTypename(node)));
    if (kept.length < set.selections.length) changed = true;
    // Something must be selected, even if nobody wants it.
    const selections = kept.length > 0 ? kept : [{ ...TYPENAME, alias: IGNORED }];
    return { ...set, selections: selections.map((node) => cleanNode(node, type)) };
  };
  const cleanNode = (node: SelectionNode, type: string): SelectionNode =>
    node.kind === Kind.INLINE_FRAGMENT
      ? { ...node, selectionSet: cleanSet(node.selectionSet, node.typeCondition?.name.value ?? type) }
      : node;
  const cleaned = visit(document, {
    Field: (entities) =>
      // Only the fields directly on entities are at stake: false leaves out what is below.
      entities.name.value === '_entities' && entities.selectionSet
        ? { ...entities, selectionSet: cleanSet(entities.selectionSet, '') }
        : false,
  });
  return changed ? cleaned : document;
}

const TYPENAME = { kind: Kind.FIELD as const, name: { kind: Kind.NAME as const, value: '__typename' } };

function isTypename(node: SelectionNode): boolean {
  return node.kind === Kind.FIELD && node.name.value === '__typename' && node.alias === undefined;
}
