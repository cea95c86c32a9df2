import { type DirectiveNode, GraphQLIncludeDirective, GraphQLSkipDirective, type ValueNode } from 'graphql';

/** One `@skip` or `@include`. */
export interface Condition {
  readonly directive: DirectiveNode;
  /** A variable, or a literal as long as those are not decided. */
  readonly value: ValueNode | undefined;
  /** What the value has to be for the selection to stand. */
  readonly wanted: boolean;
}

/** The conditions under which a selection stands; all must hold. */
export function conditionsOf({
  directives = [],
}: {
  readonly directives?: readonly DirectiveNode[] | undefined;
}): Condition[] {
  return directives.filter(isCondition).map((directive) => ({
    directive,
    value: directive.arguments?.find(({ name }) => name.value === 'if')?.value,
    wanted: directive.name.value === GraphQLIncludeDirective.name,
  }));
}

function isCondition({ name }: DirectiveNode): boolean {
  return name.value === GraphQLSkipDirective.name || name.value === GraphQLIncludeDirective.name;
}
