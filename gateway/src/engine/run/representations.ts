import type { Placer, Representation, SeenValues } from '../compile/representation.ts';
import type { Json } from '../own.ts';

/** The representations that one request sends for one selection: equal ones once. */
export class Representations {
  /** As JSON, by their places. */
  readonly texts: string[] = [];
  readonly #placeOf = new Map<string, number>();
  readonly #seen = new Map<Placer, SeenValues>();

  /** The place of an entity's representation; -1 when the entity is of another type or lacks a field. */
  place(representation: Representation, entity: Json): number {
    const placer = representation.placerFor(entity.__typename);
    let seen = this.#seen.get(placer);
    if (seen === undefined) {
      seen = new Map();
      this.#seen.set(placer, seen);
    }
    return placer(entity, seen, this.#add);
  }

  readonly #add = (text: string | null): number => {
    if (text === null) return -1;
    const place = this.#placeOf.get(text);
    if (place !== undefined) return place;
    this.#placeOf.set(text, this.texts.length);
    return this.texts.push(text) - 1;
  };
}
