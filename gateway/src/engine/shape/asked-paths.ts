import {
  type FieldNode,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { isJson, type Json, own } from '../own.ts';
import type { Path, ShapeSource } from './exact-shape.ts';
import { selectedFields, type Variables } from './selected-fields.ts';

/**
 * Tells which errors are about nothing that the client asked for. A subgraph that does not know the types of an
 * interface is asked for the fields of all of them, so it may fail at a field that the client wants of other types.
 */
export class AskedPaths {
  readonly #source: ShapeSource;
  readonly #variables: Variables;
  readonly #data: Json;

  constructor(source: ShapeSource, variables: Variables, data: Json) {
    this.#source = source;
    this.#variables = variables;
    this.#data = data;
  }

  /** Whether a path leads through a field that the client asks of other types alone. Keys that nobody asked for do not. */
  isForeign(path: Path): boolean {
    const { schema, operation, fragments, types, names } = this.#source;
    let type: unknown = schema.getRootType(operation.operation);
    let sets: readonly SelectionSetNode[] = [operation.selectionSet];
    // What is asked at the place of whatever type the objects on the way have.
    let mentioned = sets;
    let value: unknown = this.#data;
    for (const step of path) {
      if (typeof step === 'number') {
        value = Array.isArray(value) ? value[step] : undefined;
        continue;
      }
      const known = isObjectType(type) ? type : this.#typeOf(value, type);
      if (!isObjectType(known) && !isInterfaceType(known)) return false;
      const nodes = selectedFields(sets, known, this.#variables, fragments, types).get(step);
      const all = mentioned.flatMap((set) => this.#fieldsOf(set, step));
      // What failed may have made a null of an object that the client asked for, which is then to be told of.
      if (nodes === undefined) return all.length > 0 && value !== null;
      const [node] = nodes;
      const field = node && known.getFields()[node.name.value];
      if (node === undefined || field === undefined) return false;
      value = isJson(value) ? own(value, names.dataKey(node)) : undefined;
      type = getNamedType(field.type);
      sets = setsOf(nodes);
      mentioned = setsOf(all);
    }
    return false;
  }

  /** @param type of the place, by which an interface object is known that does not say its own */
  #typeOf(value: unknown, type: unknown): unknown {
    if (!isJson(value)) return undefined;
    const name = value.__typename;
    return typeof name === 'string' ? this.#source.schema.getType(name) : type;
  }

  #fieldsOf(set: SelectionSetNode, key: string): FieldNode[] {
    return set.selections.flatMap((one) => {
      if (one.kind === Kind.FIELD) return (one.alias ?? one.name).value === key ? one : [];
      const inner = one.kind === Kind.INLINE_FRAGMENT ? one : this.#source.fragments.get(one.name.value);
      return inner === undefined ? [] : this.#fieldsOf(inner.selectionSet, key);
    });
  }
}

function setsOf(nodes: readonly FieldNode[]): SelectionSetNode[] {
  return nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
}
