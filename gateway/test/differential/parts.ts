import type { ExecutionResult } from 'graphql';
import { isJson, type Json, own, setOwn } from '../../src/engine/own.ts';
import type { DeliveredPart, IncrementalAnswer } from '../../src/engine/run/parts-answer.ts';

type Path = readonly (string | number)[];

/** An answer in parts as a client has it in the end. */
export interface Assembled {
  readonly parts: number;
  /** Of parts whose data is null. */
  readonly failed: readonly Path[];
  /** By a client that merges the data of each part deeply. */
  readonly merged: ExecutionResult;
  /** By a client that adds to objects what they did not have. */
  readonly added: ExecutionResult;
}

/** Takes every part of an answer. @throws Error when parts come that were not announced, or not all of them */
export async function assemble({ first, pending, later }: IncrementalAnswer): Promise<Assembled> {
  const errors = [...(first.errors ?? [])];
  const [merged, added] = [copy(first.data), copy(first.data)];
  const failed: Path[] = [];
  const open = new Map(pending.map((part) => [part.id, part]));
  let parts = 0;
  for await (const delivery of later) {
    parts += delivery.delivered.length;
    for (const part of delivery.delivered) {
      if (!open.delete(part.id)) throw new Error(`Part ${part.id} was not announced.`);
      errors.push(...part.errors);
      if (part.data === null) failed.push(part.path);
      else {
        mergeDeeply(objectAt(merged, part.path), asObject(copy(part.data)));
        addOnly(added, part);
      }
    }
    for (const part of delivery.pending) open.set(part.id, part);
    if (delivery.hasNext !== open.size > 0) throw new Error(`hasNext is ${delivery.hasNext}.`);
  }
  if (open.size > 0) throw new Error(`${open.size} parts did not come.`);
  // What was JSON stays JSON.
  return { parts, failed, merged: { data: merged as Json, errors }, added: { data: added as Json, errors } };
}

function addOnly(data: unknown, { path, additions }: DeliveredPart): void {
  for (const { subPath, data: more } of additions) {
    const object = objectAt(data, [...path, ...subPath]);
    for (const key of Object.keys(more)) {
      if (Object.hasOwn(object, key)) throw new Error(`${[...path, ...subPath, key]} came twice.`);
      setOwn(object, key, copy(own(more, key)));
    }
  }
}

function mergeDeeply(target: Json, source: Json): void {
  for (const key of Object.keys(source)) {
    const [known, value] = [own(target, key), own(source, key)];
    if (isMergeable(known) && isMergeable(value)) mergeDeeply(asObject(known), asObject(value));
    else setOwn(target, key, value);
  }
}

function isMergeable(value: unknown): boolean {
  return isJson(value) || Array.isArray(value);
}

/** Lists are merged by index, as if they were objects with numbers for keys. */
function asObject(value: unknown): Json {
  return value as Json;
}

function objectAt(data: unknown, path: Path): Json {
  let value = data;
  for (const step of path)
    value = Array.isArray(value) ? value[Number(step)] : isJson(value) ? own(value, String(step)) : undefined;
  if (!isJson(value)) throw new Error(`There is no object at ${path.join('.')}.`);
  return value;
}

function copy(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

/** Stands for what is not compared. */
const CUT = 'not compared';

/**
 * Both answers without what a failed part leaves open: the null that one schema's answer has at the part's object or
 * around it, where the parts around were delivered already, or else below it.
 */
export function aligned(
  is: ExecutionResult,
  should: ExecutionResult,
  failed: readonly Path[],
): [ExecutionResult, ExecutionResult] {
  const [left, right] = [{ data: copy(is.data) }, { data: copy(should.data) }];
  for (const path of failed) {
    const whole = ['data', ...path];
    const end = whole.findIndex((_, depth) => valueAt(right, whole.slice(0, depth + 1)) === null);
    const at = end < 0 ? whole : whole.slice(0, end + 1);
    for (const side of [left, right]) cut(side, at);
  }
  const asResult = (side: { data: unknown }, { errors = [] }: ExecutionResult) => ({
    // What was JSON stays JSON.
    data: sorted(side.data) as Json,
    errors: errors.map((error) => ({ ...error, path: error.path && shortened(side, error.path) })) as never,
  });
  return [asResult(left, is), asResult(right, should)];
}

function shortened(side: { data: unknown }, path: Path): Path {
  const end = path.findIndex((_, depth) => valueAt(side.data, path.slice(0, depth)) === CUT);
  return end < 0 ? path : path.slice(0, end);
}

function valueAt(data: unknown, path: Path): unknown {
  let value = data;
  for (const step of path) {
    if (value === CUT || value === null) return value;
    value = Array.isArray(value) ? value[Number(step)] : isJson(value) ? own(value, String(step)) : undefined;
  }
  return value;
}

function cut(side: Json, path: Path): void {
  let value: unknown = side;
  for (const step of path.slice(0, -1)) value = valueAt(value, [step]);
  const last = path.at(-1);
  if (last === undefined) return;
  if (Array.isArray(value)) value[Number(last)] = CUT;
  else if (isJson(value)) setOwn(value, String(last), CUT);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isJson(value)) return value;
  const result: Json = {};
  for (const key of Object.keys(value).sort()) setOwn(result, key, sorted(own(value, key)));
  return result;
}
