import type { RuleTable } from '@manuel/subgraph';
import { type DocumentNode, type FieldDefinitionNode, Kind } from 'graphql';

/**
 * The fields that no rule of a table names, by their type or one by one; each would be denied to everybody.
 * @param rules a subgraph's rule table
 * @param typeDefs the schema that the subgraph wrote, without what the federation adds
 * @returns such as User.usage, in the schema's order
 */
export function unguardedFields(rules: RuleTable, typeDefs: DocumentNode): string[] {
  return typeDefs.definitions
    .filter((node) => node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.OBJECT_TYPE_EXTENSION)
    .flatMap(({ name, fields = [] }) =>
      fields
        .filter((field) => !isNamed(rules, name.value, field))
        .map((field) => `${name.value}.${field.name.value}`),
    );
}

function isNamed(rules: RuleTable, type: string, { name }: FieldDefinitionNode): boolean {
  // A table holds rules by type, or by type and field; a rule is an object that resolves, a type's entry is not.
  const entry = (rules as Readonly<Record<string, object | undefined>>)[type];
  if (entry === undefined) return false;
  return isRule(entry) || name.value in entry || '*' in entry;
}

function isRule(entry: object): boolean {
  return 'resolve' in entry;
}
