import {
  type ConstDirectiveNode,
  type ConstValueNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InterfaceTypeDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
} from 'graphql';

/** A type definition whose fields subgraphs resolve. */
export type FieldedType = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

/** The object and interface types of a supergraph. */
export function fieldedTypes(document: DocumentNode): FieldedType[] {
  return document.definitions.filter(isFielded);
}

/** The document with each object and interface type replaced by what `change` makes of it. */
export function mapFieldedTypes(
  document: DocumentNode,
  change: (type: FieldedType) => FieldedType,
): DocumentNode {
  const definitions = document.definitions.map((node) => (isFielded(node) ? change(node) : node));
  return { ...document, definitions };
}

function isFielded(node: DocumentNode['definitions'][number]): node is FieldedType {
  return node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION;
}

/** The applications of one directive, in order. */
export function applications(
  node: { readonly directives?: readonly ConstDirectiveNode[] | undefined },
  directive: string,
): ConstDirectiveNode[] {
  return (node.directives ?? []).filter(({ name }) => name.value === directive);
}

/** The value of a directive's argument, undefined when it is not given. */
export function argument(directive: ConstDirectiveNode, name: string): ConstValueNode | undefined {
  return directive.arguments?.find((node) => node.name.value === name)?.value;
}

/** The text of a string, enum or Boolean argument; undefined when it is not given. */
export function textOf(directive: ConstDirectiveNode, name: string): string | undefined {
  const value = argument(directive, name);
  return value !== undefined && 'value' in value ? String(value.value) : undefined;
}

/** Whether a Boolean argument is given with this value. */
export function isGiven(directive: ConstDirectiveNode, name: string, expected: boolean): boolean {
  return textOf(directive, name) === String(expected);
}

/** A subgraph as a supergraph names it. */
export interface JoinedGraph {
  /** The enum value that stands for it in `graph:` arguments. */
  readonly value: string;
  readonly name: string;
  readonly url: string;
}

/** The subgraphs that a supergraph is made of. */
export function joinedGraphs(document: DocumentNode): JoinedGraph[] {
  return document.definitions.flatMap((node) => {
    if (node.kind !== Kind.ENUM_TYPE_DEFINITION || node.name.value !== 'join__Graph') return [];
    return (node.values ?? []).map(({ name: { value }, directives }) => {
      const [graph] = applications({ directives }, 'join__graph');
      const text = (argument: string) => graph && textOf(graph, argument);
      return { value, name: text('name') ?? value, url: text('url') ?? '' };
    });
  });
}

/** The names of the subgraphs by the enum value that stands for each. */
export function graphNames(document: DocumentNode): Map<string, string> {
  return new Map(joinedGraphs(document).map(({ value, name }) => [value, name]));
}

/** The name of a field definition's type, without list and non-null. */
export function namedTypeOf(field: FieldDefinitionNode): string {
  let type = field.type;
  while (type.kind !== Kind.NAMED_TYPE) type = type.type;
  return type.name.value;
}
