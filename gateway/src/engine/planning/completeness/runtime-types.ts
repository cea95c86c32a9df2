import {
  baseType,
  type FieldDefinition,
  type InterfaceType,
  isAbstractType as isAbstractInSubgraph,
  isInterfaceObjectType,
  type NamedType,
  type ObjectType,
  possibleRuntimeTypes,
  type Schema,
  type Subgraphs,
} from '@apollo/federation-internals';
import { type GraphQLSchema, isAbstractType } from 'graphql';
import { intersection, type TypeNames } from './type-names.ts';

/** Which object types a value may have, by its schema's word. */
export class PossibleTypes {
  readonly #schema: GraphQLSchema;
  readonly #known = new Map<string, TypeNames>();

  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
  }

  /** The possible types of an abstract type; any other name stands for itself. */
  of(name: string): TypeNames {
    let names = this.#known.get(name);
    if (names === undefined) {
      const type = this.#schema.getType(name);
      names = new Set(
        isAbstractType(type) ? this.#schema.getPossibleTypes(type).map((possible) => possible.name) : [name],
      );
      this.#known.set(name, names);
    }
    return names;
  }
}

/** What a subgraph says about the values of its fields, which may be less than what the supergraph says. */
export class SubgraphTypes {
  readonly #subgraphs: Subgraphs;
  readonly #supergraph: PossibleTypes;
  readonly #known = new Map<string, TypeNames>();

  constructor(subgraphs: Subgraphs, supergraph: PossibleTypes) {
    this.#subgraphs = subgraphs;
    this.#supergraph = supergraph;
  }

  /** The name of the type of a field in a subgraph; undefined when it has no such field. */
  typeOf(subgraph: string, parent: string, field: string): string | undefined {
    const type = this.#field(subgraph, parent, field)?.type;
    return type && baseType(type).name;
  }

  /**
   * The object types that the value of a field may have. Whichever subgraph is asked, the value is the same one: only
   * types that every subgraph with the field knows for it can occur, and the planner asks for no others.
   */
  possibleFor(subgraph: string, parent: string, field: string): TypeNames {
    const key = `${subgraph} ${parent}.${field}`;
    let names = this.#known.get(key);
    if (names === undefined) {
      const own = this.typeOf(subgraph, parent, field);
      names = own === undefined ? new Set<string>() : this.#possible(subgraph, own);
      for (const other of this.#subgraphs.names()) {
        const type = this.#resolves(other, parent, field) ? this.typeOf(other, parent, field) : undefined;
        if (type !== undefined) names = intersection(names, this.#possible(other, type));
      }
      this.#known.set(key, names);
    }
    return names;
  }

  /** The name of the root type for an operation in a subgraph. */
  rootOf(subgraph: string, kind: 'query' | 'mutation' | 'subscription'): string | undefined {
    return this.#schema(subgraph)?.schemaDefinition.rootType(kind)?.name;
  }

  /** Whether a subgraph takes an interface of the supergraph for an object type. */
  isInterfaceObject(subgraph: string, name: string): boolean {
    const type = this.#schema(subgraph)?.type(name);
    return type !== undefined && isInterfaceObjectType(type);
  }

  /** The object types, as the supergraph names them, that a type of a subgraph stands for. */
  #possible(subgraph: string, name: string): TypeNames {
    const type = this.#schema(subgraph)?.type(name);
    return new Set(type === undefined ? [] : this.#expand(type));
  }

  /** An interface object is an object to its subgraph and any implementation to the supergraph. */
  #expand(type: NamedType): string[] {
    if (isAbstractInSubgraph(type))
      return possibleRuntimeTypes(type).flatMap((possible) => this.#expand(possible));
    return isInterfaceObjectType(type) ? [...this.#supergraph.of(type.name)] : [type.name];
  }

  #resolves(subgraph: string, parent: string, name: string): boolean {
    const field = this.#field(subgraph, parent, name);
    const metadata = this.#subgraphs.get(subgraph)?.metadata();
    return field !== undefined && metadata?.isFieldExternal(field) === false;
  }

  #field(
    subgraph: string,
    parent: string,
    name: string,
  ): FieldDefinition<ObjectType> | FieldDefinition<InterfaceType> | undefined {
    const type = this.#schema(subgraph)?.type(parent);
    return type?.kind === 'ObjectType' || type?.kind === 'InterfaceType' ? type.field(name) : undefined;
  }

  #schema(subgraph: string): Schema | undefined {
    return this.#subgraphs.get(subgraph)?.schema;
  }
}
