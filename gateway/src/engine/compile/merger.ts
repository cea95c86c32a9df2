import { type Json, mergeInto } from '../own.ts';
import { functionOf, readKey, writeKey } from './source-text.ts';
import type { TypeConditions } from './types.ts';

/** Adds what was fetched of an entity to the entity. */
export type Merger = (entity: Json, fetched: Json) => void;

/** A merger for answers that hold some of these keys; whatever else a subgraph sends is left out. */
export function mergerOf(keys: readonly string[], types: TypeConditions): Merger {
  const parts = keys.map((key) => {
    const isNested = "value!==null&&typeof value==='object'";
    const merge = `present=${readKey('entity', key)};if(present!==null&&typeof present==='object')merge(${holder('entity', key)},${holder('fetched', key)});else `;
    const set = writeKey('entity', key, 'value');
    return `value=${readKey('fetched', key)};if(value!==undefined){if(${isNested}){${merge}${set}}else ${set}}`;
  });
  const type =
    'value=fetched.__typename;if(value!==undefined&&!saysMore(entity.__typename,value))entity.__typename=value;';
  return functionOf<Merger>(
    `function mergeEntity(entity,fetched){let value,present;${type}${parts.join('')}}`,
    {
      merge: merging(types),
      saysMore: types.saysMore,
    },
  );
}

/** A merger for answers of any keys. */
export function merging({ saysMore }: TypeConditions): Merger {
  return (entity, fetched) => mergeInto(entity, fetched, saysMore);
}

/** An object that holds one key of another, so that objects and lists are merged alike. */
function holder(object: string, key: string): string {
  return `{value:${readKey(object, key)}}`;
}
