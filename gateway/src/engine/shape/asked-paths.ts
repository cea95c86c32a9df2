import {
  type FieldNode,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { isJson, type Json, own } from '../own.ts';
import { type Path, rootOf, type ShapeSource } from './exact-shape.ts';
import { type FieldsType, selectedFields, type Variables } from './selected-fields.ts';

/** Whether a path leads through what is asked, through what is asked of other types alone, or through neither. */
export type Standing = 'asked' | 'foreign' | 'unasked';

/**
 * Tells which errors are about nothing that the client asked for. A subgraph that does not know the types of an
 * interface is asked for the fields of all of them, so it may fail at a field that the client wants of other types.
 */
export class AskedPaths {
  readonly #source: ShapeSource;
  readonly #variables: Variables;
  readonly #data: Json;
  readonly #type: FieldsType;

  /** @param type of the data */
  constructor(source: ShapeSource, variables: Variables, data: Json, type: FieldsType = rootOf(source)) {
    this.#source = source;
    this.#variables = variables;
    this.#data = data;
    this.#type = type;
  }

  /** Whether a path leads through a field that the client asks of other types alone. Keys that nobody asked for do not. */
  isForeign(path: Path): boolean {
    return this.standingOf(path) === 'foreign';
  }

  /** A path is followed as far as the types of objects are known; what lies below a null that is asked for is asked for. */
  standingOf(path: Path): Standing {
    const { operation, fragments, types, names } = this.#source;
    let type: unknown = this.#type;
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
      if (!isObjectType(known) && !isInterfaceType(known)) return 'asked';
      const nodes = selectedFields(sets, known, this.#variables, fragments, types).get(step);
      const all = mentioned.flatMap((set) => this.#fieldsOf(set, step));
      // What failed may have made a null of an object that the client asked for, which is then to be told of.
      if (nodes === undefined && all.length > 0 && value !== null) return 'foreign';
      if (nodes === undefined) return value === null || value === undefined ? 'asked' : 'unasked';
      const [node] = nodes;
      const field = node && known.getFields()[node.name.value];
      if (node === undefined || field === undefined) return 'asked';
      value = isJson(value) ? own(value, names.dataKey(node)) : undefined;
      type = getNamedType(field.type);
      sets = setsOf(nodes);
      mentioned = setsOf(all);
    }
    return 'asked';
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
