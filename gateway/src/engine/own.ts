/** A JSON object as it came from a subgraph. */
export type Json = { [key: string]: unknown };

/** Whether a value is a JSON object: no list and not null. */
export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What the object itself holds under the key, and nothing that every object has, such as `constructor`. */
export function own(object: Json, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Sets a key of the object itself: a client may call a field `__proto__`, which would set the prototype instead. */
export function setOwn(object: Json, key: string, value: unknown): void {
  if (key !== '__proto__') object[key] = value;
  else Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

/** Whether what is known of an object's type says more than another subgraph's name for it. */
export type SaysMore = (known: unknown, other: unknown) => boolean;

/**
 * Adds all of `source` to `target`: objects and lists are merged item by item, anything else is replaced, but not a
 * `__typename` that says more than the new one.
 */
export function mergeInto(target: Json, source: Json, saysMore: SaysMore = never): void {
  for (const key of Object.keys(source)) {
    const value = source[key];
    const present = own(target, key);
    if (isJson(value) && isJson(present)) mergeInto(present, value, saysMore);
    else if (Array.isArray(value) && Array.isArray(present)) mergeLists(present, value, saysMore);
    else if (key !== '__typename' || !saysMore(present, value)) setOwn(target, key, value);
  }
}

function never(): boolean {
  return false;
}

function mergeLists(target: unknown[], source: readonly unknown[], saysMore: SaysMore): void {
  source.forEach((value, index) => {
    const present = target[index];
    if (isJson(value) && isJson(present)) mergeInto(present, value, saysMore);
    else if (Array.isArray(value) && Array.isArray(present)) mergeLists(present, value, saysMore);
    else target[index] = value;
  });
}

/** A copy of a JSON value that shares no object with it. */
export function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (!isJson(value)) return value;
  const copy: Json = {};
  for (const key of Object.keys(value)) setOwn(copy, key, copyOf(value[key]));
  return copy;
}
