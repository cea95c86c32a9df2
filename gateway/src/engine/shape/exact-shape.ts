import {
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { TypeConditions } from '../compile/types.ts';
import { isJson, type Json, own, setOwn } from '../own.ts';
import { isIntrospection } from './introspection.ts';
import { checkedLeaf, INVALID } from './leaf.ts';
import { type FieldsType, selectedFields, type Variables } from './selected-fields.ts';

export type Path = readonly (string | number)[];

/** A null whose reason has been told. */
const FAILED = Symbol('failed');
/** A null that a non-null type cannot hold: it makes the object or list around it null. */
const BUBBLE = Symbol('bubble');

/** Under which keys fetched data holds the values of fields: response names, but for some that would clash. */
export interface DataNames {
  dataKey(field: FieldNode): string;
  responseName(dataKey: string): string;
}

/** What an answer is shaped by. */
export interface ShapeSource {
  readonly names: DataNames;
  readonly schema: GraphQLSchema;
  readonly types: TypeConditions;
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Fields that are null for this request, whatever there is, and why; those below them are among them. */
  readonly withheld?: WithheldFields;
}

/** Why fields are withheld, for people and for programs. */
export type WithheldFields = ReadonlyMap<FieldNode, { readonly message: string; readonly code: string }>;

/** The type that the operation starts at. */
export function rootOf({ schema, operation }: ShapeSource): GraphQLObjectType {
  const root = schema.getRootType(operation.operation);
  if (!root) throw new Error(`The schema has no ${operation.operation}.`);
  return root;
}

/**
 * Makes the answer from fetched data as the GraphQL specification does from resolved values (6.4, Executing Fields),
 * with an error for each null or wrong value that the schema does not allow, unless a subgraph has told of it already.
 */
export class ExactShape {
  readonly #source: ShapeSource;
  readonly #variables: Variables;
  readonly #told: ReadonlySet<string>;
  readonly #absent: ReadonlySet<Json>;
  readonly errors: GraphQLError[] = [];

  /**
   * @param told paths, as `pathKey` writes them, at which there is an error already
   * @param absent entities that a subgraph says are not there
   */
  constructor(
    source: ShapeSource,
    variables: Variables,
    told: ReadonlySet<string>,
    absent: ReadonlySet<Json> = new Set(),
  ) {
    this.#source = source;
    this.#variables = variables;
    this.#told = told;
    this.#absent = absent;
  }

  /** The value of `data` in the answer. */
  shape(data: Json): Json | null {
    return this.shapeAt(rootOf(this.#source), data, []);
  }

  /** The same for an object inside of the answer, of which the operation's selection set is asked. */
  shapeAt(type: FieldsType, data: Json, path: Path): Json | null {
    const shaped = this.#object(type, [this.#source.operation.selectionSet], data, path);
    return shaped === BUBBLE ? null : shaped;
  }

  #object(type: FieldsType, sets: readonly SelectionSetNode[], data: Json, path: Path): Json | typeof BUBBLE {
    const { fragments, types } = this.#source;
    const shaped: Json = {};
    for (const [key, nodes] of selectedFields(sets, type, this.#variables, fragments, types)) {
      const value = this.#field(type, nodes, data, [...path, key]);
      if (value === BUBBLE) return BUBBLE;
      setOwn(shaped, key, value === FAILED ? null : value);
    }
    return shaped;
  }

  #field(type: FieldsType, nodes: readonly FieldNode[], data: Json, path: Path): unknown {
    const [node] = nodes;
    if (node === undefined) return null;
    const name = node.name.value;
    if (name === '__typename') return this.#typename(type, path);
    const value = own(data, this.#source.names.dataKey(node));
    if (isIntrospection(name)) return value ?? null;
    const field = type.getFields()[name];
    if (field === undefined) return null;
    const reason = this.#withheld(nodes);
    if (reason !== undefined) {
      this.#tell(reason.message, path, reason.code);
      return isNonNullType(field.type) ? BUBBLE : FAILED;
    }
    const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    return this.#value(field.type, sets, value, path, `${type.name}.${name}`);
  }

  /** Why a field is withheld; undefined when it may be had at one of the places that ask for it. */
  #withheld(nodes: readonly FieldNode[]) {
    const { withheld } = this.#source;
    if (withheld === undefined || nodes.some((node) => !withheld.has(node))) return undefined;
    const [first] = nodes;
    return first && withheld.get(first);
  }

  /** An object that is known by an interface alone cannot say its type. */
  #typename(type: FieldsType, path: Path): unknown {
    if (isObjectType(type)) return type.name;
    this.#tell(`The type of this ${type.name} is not known.`, path);
    return BUBBLE;
  }

  #value(
    type: GraphQLOutputType,
    sets: readonly SelectionSetNode[],
    value: unknown,
    path: Path,
    field: string,
  ): unknown {
    if (isNonNullType(type)) {
      const inner = this.#value(type.ofType, sets, value, path, field);
      if (inner === null) this.#tell(`Cannot return null for non-nullable field ${field}.`, path);
      return inner === null || inner === FAILED ? BUBBLE : inner;
    }
    if (value === null || value === undefined) return null;
    if (isListType(type)) return this.#list(type.ofType, sets, value, path, field);
    if (!isLeafType(type)) return this.#composite(type, sets, value, path, field);
    const leaf = checkedLeaf(type, value);
    return leaf === INVALID
      ? this.#wrong(`${type.name} cannot be ${shown(value)} (field ${field}).`, path)
      : leaf;
  }

  #list(
    item: GraphQLOutputType,
    sets: readonly SelectionSetNode[],
    value: unknown,
    path: Path,
    field: string,
  ): unknown {
    if (!Array.isArray(value))
      return this.#wrong(`Expected a list for field ${field}, not ${shown(value)}.`, path);
    const items: unknown[] = [];
    for (const [index, one] of value.entries()) {
      const shaped = this.#value(item, sets, one, [...path, index], field);
      if (shaped === BUBBLE) return FAILED;
      items.push(shaped === FAILED ? null : shaped);
    }
    return items;
  }

  #composite(
    type: GraphQLOutputType,
    sets: readonly SelectionSetNode[],
    value: unknown,
    path: Path,
    field: string,
  ): unknown {
    if (!isJson(value))
      return this.#wrong(`Expected an object for field ${field}, not ${shown(value)}.`, path);
    const concrete = isObjectType(type) ? type : this.#concrete(type, value);
    if (concrete === null) {
      return this.#wrong(
        `Field ${field} has an object of type ${shown(value.__typename)}, which it cannot have.`,
        path,
      );
    }
    const toldBefore = this.errors.length;
    const shaped = this.#object(concrete, sets, value, path);
    if (shaped !== BUBBLE) return shaped;
    if (!this.#absent.has(value)) return FAILED;
    // The entity is not there: that is one null, and its missing fields are no errors of their own.
    this.errors.length = toldBefore;
    return null;
  }

  #concrete(type: GraphQLOutputType, { __typename }: Json): FieldsType | null {
    const { schema } = this.#source;
    if (isInterfaceType(type) && (__typename === undefined || __typename === type.name)) return type;
    const concrete = typeof __typename === 'string' ? schema.getType(__typename) : undefined;
    if (!isObjectType(concrete) || !isAbstractType(type)) return null;
    return schema.isSubType(type, concrete) ? concrete : null;
  }

  /** A value of the wrong kind counts as null, with an error. */
  #wrong(message: string, path: Path): typeof FAILED {
    this.#tell(message, path);
    return FAILED;
  }

  #tell(message: string, path: Path, code = 'INVALID_SUBGRAPH_ANSWER'): void {
    if (this.#told.has(pathKey(path))) return;
    this.errors.push(new GraphQLError(message, { path: [...path], extensions: { code } }));
  }
}

/** A path as a text, to look it up by. */
export function pathKey(path: Path): string {
  return JSON.stringify(path);
}

function shown(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 60) ?? String(value);
}
