import { type ASTVisitor, type DirectiveNode, GraphQLError, Kind, type ValidationContext } from 'graphql';

/**
 * What validation has to say of `@defer` beyond its definition, as the incremental delivery RFC has it (Defer And
 * Stream Directive Labels Are Unique, and Are Used On Valid Root Field).
 */
export const DEFER_RULES = [uniqueLabels, noDeferredMutations];

/** Labels tell parts of an answer from each other, so each is a fixed text and stands in a document once. */
function uniqueLabels(context: ValidationContext): ASTVisitor {
  const known = new Map<string, DirectiveNode>();
  return {
    Directive(node) {
      const label = isDefer(node) && node.arguments?.find(({ name }) => name.value === 'label')?.value;
      if (!label || label.kind === Kind.NULL) return;
      if (label.kind !== Kind.STRING) {
        tell(context, 'The label of @defer must be a fixed text.', [node]);
        return;
      }
      const other = known.get(label.value);
      if (other !== undefined)
        tell(context, `The label "${label.value}" of @defer stands in the document twice.`, [other, node]);
      known.set(label.value, node);
    },
  };
}

/** Mutations run one after the other before anything is answered; what they return may be deferred. */
function noDeferredMutations(context: ValidationContext): ASTVisitor {
  return {
    Directive(node) {
      const parent = context.getParentType();
      if (isDefer(node) && parent && parent === context.getSchema().getMutationType())
        tell(context, `@defer cannot be used on fields of ${parent.name}.`, [node]);
    },
  };
}

function isDefer({ name }: DirectiveNode): boolean {
  return name.value === 'defer';
}

function tell(context: ValidationContext, message: string, nodes: readonly DirectiveNode[]): void {
  context.reportError(new GraphQLError(message, { nodes }));
}
