import { type DocumentNode, type FieldDefinitionNode, Kind } from 'graphql';
import { applications, type FieldedType, fieldedTypes, isGiven, namedTypeOf, textOf } from './sdl.ts';

/**
 * Names of the fields that are fetched without a type condition around, whatever type a client asks them of: those
 * that subgraphs with an interface object give to its implementations, and those below them in the same subgraph.
 */
export function untypedFields(document: DocumentNode): Set<string> {
  const names = new Set<string>();
  const types = new ReachableTypes(document);
  for (const type of fieldedTypes(document)) {
    for (const join of applications(type, 'join__type')) {
      const graph = textOf(join, 'graph');
      if (isGiven(join, 'isInterfaceObject', true) && graph !== undefined)
        for (const { name } of types.fieldsFrom(type.name.value, graph)) names.add(name.value);
    }
  }
  return names;
}

class ReachableTypes {
  readonly #types: readonly FieldedType[];
  /** The members of each union. */
  readonly #members: ReadonlyMap<string, readonly string[]>;

  constructor(document: DocumentNode) {
    this.#types = fieldedTypes(document);
    const unions = document.definitions.filter((node) => node.kind === Kind.UNION_TYPE_DEFINITION);
    this.#members = new Map(
      unions.map(({ name, types = [] }) => [name.value, types.map((member) => member.name.value)]),
    );
  }

  /** The fields of a type, and of all that they lead to, as far as one subgraph has them. */
  fieldsFrom(name: string, graph: string): FieldDefinitionNode[] {
    const fields = new Set<FieldDefinitionNode>();
    const left = [name];
    const seen = new Set(left);
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      for (const type of this.#standingFor(next)) {
        for (const field of (type.fields ?? []).filter((one) => isIn(type, one, graph))) {
          fields.add(field);
          const inner = namedTypeOf(field);
          if (!seen.has(inner)) left.push(inner);
          seen.add(inner);
        }
      }
    }
    return [...fields];
  }

  /** The type itself, and those that its values may have. */
  #standingFor(name: string): FieldedType[] {
    const members = this.#members.get(name) ?? [];
    return this.#types.filter(
      (type) =>
        type.name.value === name ||
        members.includes(type.name.value) ||
        type.interfaces?.some((one) => one.name.value === name),
    );
  }
}

/** Whether a subgraph has a field; without a word of its own it is wherever its type is. */
function isIn(type: FieldedType, field: FieldDefinitionNode, graph: string): boolean {
  const own = applications(field, 'join__field');
  const joins = own.length > 0 ? own : applications(type, 'join__type');
  return joins.some((join) => textOf(join, 'graph') === graph);
}
