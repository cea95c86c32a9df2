import { allOf, NOTHING, type Requirement } from '@manuel/access';
import {
  type GraphQLCompositeType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isUnionType,
} from 'graphql';
import type { SupergraphAccess } from './supergraph-access.ts';

/** What everything asks for that the supergraph says nothing of: deny by default means that nobody gets nothing. */
export const SOMEBODY: Requirement = { ...NOTHING, authenticated: true };

/** What each field of the API asks of whoever selects it. */
export class FieldAccess {
  readonly #access: SupergraphAccess;
  readonly #schema: GraphQLSchema;
  readonly #known = new Map<string, Requirement>();

  /** @param schema what clients see */
  constructor(access: SupergraphAccess, schema: GraphQLSchema) {
    this.#access = access;
    this.#schema = schema;
  }

  /** What a type asks for, as where a fragment has it for a condition. */
  ofType(name: string): Requirement {
    return this.#access.written.types.get(name) ?? NOTHING;
  }

  /**
   * What a field asks for: by itself, by the type it stands in, by the type it has, and by the fields that it is made
   * of. A field of an interface asks for what it does in every type that it may be: whichever comes, it may be had.
   */
  of(parent: GraphQLCompositeType, name: string): Requirement {
    const coordinate = `${parent.name}.${name}`;
    const known = this.#known.get(coordinate);
    if (known !== undefined) return known;
    const owners = isAbstractType(parent) ? [parent, ...this.#schema.getPossibleTypes(parent)] : [parent];
    const found = allOf(SOMEBODY, ...owners.flatMap((owner) => this.#written(owner, name)));
    this.#known.set(coordinate, found);
    return found;
  }

  #written(owner: GraphQLCompositeType, name: string): Requirement[] {
    const { written, required } = this.#access;
    const coordinate = `${owner.name}.${name}`;
    const field = isUnionType(owner) ? undefined : owner.getFields()[name];
    const returned = field && written.types.get(getNamedType(field.type).name);
    const all = [
      written.types.get(owner.name),
      written.fields.get(coordinate),
      required.get(coordinate),
      returned,
    ];
    return all.filter((one) => one !== undefined);
  }
}
