import {
  type FieldNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  parse,
  print,
  type SelectionSetNode,
} from 'graphql';

/** The fields that a key, `@requires`, `@provides` or a context selects, with or without braces around them. */
export function parseFieldSet(text: string): SelectionSetNode {
  const braced = text.trimStart().startsWith('{') ? text : `{${text}}`;
  const [definition] = parse(braced, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`Not a field set: ${text}`);
  return definition.selectionSet;
}

/** The text of a field set without braces, in one line. */
export function printFieldSet(set: SelectionSetNode): string {
  return print(set).replace(/\s+/g, ' ').slice(1, -1).trim();
}

/** What a walk over a field set tells of each field. */
export interface FieldSetField {
  readonly node: FieldNode;
  readonly parent: GraphQLNamedType;
  readonly definition: GraphQLField<unknown, unknown>;
  /** The real names from the start of the field set to this field. */
  readonly path: string;
}

/**
 * A copy of a field set in which each field is what `change` makes of it. Fields that the schema does not know stay.
 * Children are changed before their parents.
 */
export function mapFieldSet(
  schema: GraphQLSchema,
  parent: GraphQLNamedType | undefined,
  set: SelectionSetNode,
  change: (field: FieldSetField) => FieldNode,
  path = '',
): SelectionSetNode {
  const selections = set.selections.map((node) => {
    if (node.kind === Kind.FRAGMENT_SPREAD) return node;
    if (node.kind === Kind.INLINE_FRAGMENT) {
      const type = node.typeCondition ? schema.getType(node.typeCondition.name.value) : parent;
      return { ...node, selectionSet: mapFieldSet(schema, type, node.selectionSet, change, path) };
    }
    const definition = fieldOf(parent, node.name.value);
    if (parent === undefined || definition === undefined) return node;
    const fieldPath = path === '' ? node.name.value : `${path}.${node.name.value}`;
    const type = getNamedType(definition.type);
    const inner = node.selectionSet && mapFieldSet(schema, type, node.selectionSet, change, fieldPath);
    const changed = inner === undefined ? node : { ...node, selectionSet: inner };
    return change({ node: changed, parent, definition, path: fieldPath });
  });
  return { ...set, selections };
}

function fieldOf(
  type: GraphQLNamedType | undefined,
  name: string,
): GraphQLField<unknown, unknown> | undefined {
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
}
