import { type DocumentNode, Kind, type SelectionNode, type SelectionSetNode } from 'graphql';
import type { PathStep, Rewrite } from '../plan-node.ts';

/**
 * An operation with every alias that its output rewrites take back; the same one when none is missing. Where types
 * disagree on a field, the planner fetches it under an alias for some of them, but loses the alias inside fragments
 * without a type condition, such as those with `@skip`, and below other aliases: the subgraph would refuse the rest.
 * @param rewrites those of inner places first
 * @param root of the rewrites' paths: the key of a root field, none for the operation itself
 */
export function withLostAliases(
  document: DocumentNode,
  rewrites: readonly Rewrite[],
  root: readonly PathStep[],
): DocumentNode {
  let result = document;
  // From the outside in: the ways to inner places lead through outer aliases.
  for (const rewrite of [...rewrites].reverse())
    if (rewrite.kind === 'KeyRenamer')
      result = inOperation(result, [...root, ...rewrite.path], rewrite.renameKeyTo);
  return result;
}

function inOperation(document: DocumentNode, path: readonly PathStep[], name: string): DocumentNode {
  const definitions = mapped(document.definitions, (node) =>
    node.kind === Kind.OPERATION_DEFINITION ? inSet(node, path, name) : node,
  );
  return definitions === document.definitions ? document : { ...document, definitions };
}

/** A node whose selections have the last key of a path for the alias of what they call by a name at its end. */
function inSet<Node extends { readonly selectionSet?: SelectionSetNode | undefined }>(
  node: Node,
  path: readonly PathStep[],
  name: string,
): Node {
  const { selectionSet } = node;
  const selections = selectionSet && mapped(selectionSet.selections, (one) => inSelection(one, path, name));
  return selections === selectionSet?.selections
    ? node
    : { ...node, selectionSet: { ...selectionSet, selections } };
}

function inSelection(node: SelectionNode, path: readonly PathStep[], name: string): SelectionNode {
  const [step, ...rest] = path;
  if (node.kind === Kind.INLINE_FRAGMENT) {
    const type = node.typeCondition?.name.value;
    if (type === undefined) return inSet(node, path, name);
    return step?.kind === 'type' && step.names.includes(type) ? inSet(node, rest, name) : node;
  }
  if (node.kind !== Kind.FIELD || step?.kind !== 'key') return node;
  const key = (node.alias ?? node.name).value;
  if (rest.length > 0) return key === step.name ? inSet(node, rest, name) : node;
  return key === name ? { ...node, alias: { kind: Kind.NAME, value: step.name } } : node;
}

/** The same array when every item stays the same. */
function mapped<Item>(items: readonly Item[], change: (item: Item) => Item): readonly Item[] {
  const changed = items.map(change);
  return changed.some((item, index) => item !== items[index]) ? changed : items;
}
