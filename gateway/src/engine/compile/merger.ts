import { type Json, mergeInto } from '../own.ts';
import { functionOf, readKey, writeKey } from './source-text.ts';

/** Adds what was fetched of an entity to the entity. */
export type Merger = (entity: Json, fetched: Json) => void;

/** A merger for answers that hold some of these keys; whatever else a subgraph sends is left out. */
export function mergerOf(keys: readonly string[]): Merger {
  const parts = ['__typename', ...keys].map((key) => {
    const isNested = "value!==null&&typeof value==='object'";
    const merge = `present=${readKey('entity', key)};if(present!==null&&typeof present==='object')merge(${holder('entity', key)},${holder('fetched', key)});else `;
    const set = writeKey('entity', key, 'value');
    return `value=${readKey('fetched', key)};if(value!==undefined){if(${isNested}){${merge}${set}}else ${set}}`;
  });
  return functionOf<Merger>(`function(entity,fetched){let value,present;${parts.join('')}}`, {
    merge: mergeHolders,
  });
}

/** An object that holds one key of another, so that objects and lists are merged alike. */
function holder(object: string, key: string): string {
  return `{value:${readKey(object, key)}}`;
}

function mergeHolders(entity: Json, fetched: Json): void {
  mergeInto(entity, fetched);
}
