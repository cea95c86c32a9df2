import { type GraphQLSchema, isAbstractType, isInterfaceType, isObjectType } from 'graphql';
import type { SaysMore } from '../own.ts';

/** Tells whether objects of one type stand under a type condition; remembers what it has told. */
export class TypeConditions {
  readonly #schema: GraphQLSchema;
  readonly #known = new Map<string, boolean>();

  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
  }

  /** @param typename the object's `__typename`; an unknown one stands under no condition but its own name */
  holds(condition: string | undefined, typename: unknown): boolean {
    if (condition === undefined || condition === typename) return true;
    if (typeof typename !== 'string') return false;
    const key = `${condition} ${typename}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const type = this.#schema.getType(typename);
    // Not remembered: subgraphs could name ever new ones.
    if (!isObjectType(type) && !isInterfaceType(type)) return false;
    const abstract = this.#schema.getType(condition);
    const held = isAbstractType(abstract) && this.#schema.isSubType(abstract, type);
    this.#known.set(key, held);
    return held;
  }

  /** Whether `known` is a type of the abstract type `other`, which is how a subgraph with an interface object names it. */
  readonly saysMore: SaysMore = (known, other) =>
    known !== other && typeof other === 'string' && this.holds(other, known);
}
