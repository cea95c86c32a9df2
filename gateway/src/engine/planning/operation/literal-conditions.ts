import { type DocumentNode, Kind, type SelectionNode, visit } from 'graphql';
import { conditionsOf } from './conditions.ts';

/**
 * The document without `@skip` and `@include` whose condition is a literal, and without what they leave out: the
 * planner would fetch it all the same, and in part without its condition. Selection sets may become empty.
 */
export function withoutLiteralConditions(document: DocumentNode): DocumentNode {
  const decide = (node: SelectionNode): SelectionNode | null | undefined => {
    const literal = conditionsOf(node).filter(({ value }) => value?.kind === Kind.BOOLEAN);
    if (literal.length === 0) return undefined;
    if (literal.some(({ value, wanted }) => value?.kind === Kind.BOOLEAN && value.value !== wanted))
      return null;
    const decided = new Set(literal.map(({ directive }) => directive));
    return { ...node, directives: (node.directives ?? []).filter((one) => !decided.has(one)) };
  };
  return visit(document, { Field: decide, InlineFragment: decide, FragmentSpread: decide });
}
