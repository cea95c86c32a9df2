import { type DirectiveNode, type DocumentNode, Kind, type SelectionNode, visit } from 'graphql';

/**
 * The document without `@skip` and `@include` whose condition is a literal, and without what they leave out: the
 * planner would fetch it all the same, and in part without its condition. Selection sets may become empty.
 */
export function withoutLiteralConditions(document: DocumentNode): DocumentNode {
  const decide = (node: SelectionNode): SelectionNode | null | undefined => {
    const literal = (node.directives ?? []).filter((one) => decision(one) !== undefined);
    if (literal.length === 0) return undefined;
    if (literal.some((one) => decision(one) === false)) return null;
    return { ...node, directives: (node.directives ?? []).filter((one) => !literal.includes(one)) };
  };
  return visit(document, { Field: decide, InlineFragment: decide, FragmentSpread: decide });
}

/** Whether a directive lets its selection stand; undefined when it is not known yet. */
function decision({ name, arguments: given }: DirectiveNode): boolean | undefined {
  if (name.value !== 'skip' && name.value !== 'include') return undefined;
  const value = given?.find((one) => one.name.value === 'if')?.value;
  return value?.kind === Kind.BOOLEAN ? value.value === (name.value === 'include') : undefined;
}
