import { type FieldNode, print } from 'graphql';

/** What a field asks for, in a text that is the same for the same question: name and arguments in order. */
export function callOf({ name, arguments: args = [] }: FieldNode): string {
  return `${name.value}(${args.map(print).sort().join(', ')})`;
}
