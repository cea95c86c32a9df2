import { copyOf, isJson, type Json, own, setOwn } from '../own.ts';
import type { Path } from '../shape/exact-shape.ts';

/** Fields that an object has more than what the client knew of it. */
export interface Addition {
  /** From the part's object to the one that has the fields. */
  readonly subPath: Path;
  readonly data: Json;
}

/** What the client has of an answer that comes in parts. */
export class Delivered {
  readonly #data: Json;

  /** @param data what was answered first */
  constructor(data: Json) {
    const copy = copyOf(data);
    this.#data = isJson(copy) ? copy : {};
  }

  /**
   * Takes a part in. What the client has been told to be null stays so, also in the part.
   * @returns what the client did not have yet; null when the part has null for an object or list that was delivered,
   * and nothing is taken
   */
  add(path: Path, part: Json): readonly Addition[] | null {
    let known: unknown = this.#data;
    for (const step of path)
      known = Array.isArray(known)
        ? known[Number(step)]
        : isJson(known)
          ? own(known, String(step))
          : undefined;
    if (!isJson(known) || contradicts(known, part)) return null;
    const additions: Addition[] = [];
    addTo(known, part, [], additions);
    return additions;
  }
}

function contradicts(known: unknown, part: unknown): boolean {
  if (Array.isArray(known))
    return (
      part === null || (Array.isArray(part) && known.some((one, index) => contradicts(one, part[index])))
    );
  if (!isJson(known)) return false;
  if (!isJson(part)) return part === null;
  return Object.keys(part).some((key) => contradicts(own(known, key), own(part, key)));
}

function addTo(known: Json, part: Json, subPath: Path, additions: Addition[]): void {
  const fresh: Json = {};
  for (const key of Object.keys(part)) {
    const value = own(part, key);
    if (!Object.hasOwn(known, key)) {
      setOwn(fresh, key, value);
      setOwn(known, key, copyOf(value));
    } else if (own(known, key) === null) setOwn(part, key, null);
    else addInside(own(known, key), value, [...subPath, key], additions);
  }
  if (Object.keys(fresh).length > 0) additions.push({ subPath, data: fresh });
}

function addInside(known: unknown, part: unknown, subPath: Path, additions: Addition[]): void {
  if (isJson(known) && isJson(part)) addTo(known, part, subPath, additions);
  else if (Array.isArray(known) && Array.isArray(part)) {
    for (const [index, one] of known.entries()) {
      if (one === null) part[index] = null;
      else addInside(one, part[index], [...subPath, index], additions);
    }
  }
}
