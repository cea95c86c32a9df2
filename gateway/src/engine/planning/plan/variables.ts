import { type ASTNode, visit } from 'graphql';

/** The names of the variables that are used, not only defined, anywhere in a piece of a document. */
export function variablesIn(node: ASTNode): Set<string> {
  const names = new Set<string>();
  visit(node, {
    // Directives on the operation itself may use variables; its definitions do not count as use.
    VariableDefinition: () => false,
    Variable: ({ name }) => {
      names.add(name.value);
    },
  });
  return names;
}
