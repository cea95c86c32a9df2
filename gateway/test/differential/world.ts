import { isJson } from '../../src/engine/own.ts';

/** What changes while an operation runs; each execution has its own. */
export interface WorldState {
  counter: number;
}

/**
 * One thing of a world, by the names of its fields. A function takes the field's arguments and the state; a `Required`
 * is made from fields of other subgraphs.
 */
export interface Thing {
  readonly __typename: string;
  /** Names the thing in fault lists; things without one share their type's name. */
  readonly $id?: string;
  readonly [field: string]: unknown;
}

/** The value of a field that requires others: in the monolith they are read from the world, in a subgraph from the reference. */
export class Required {
  readonly needed: () => Readonly<Record<string, unknown>>;
  readonly compute: (
    needed: Readonly<Record<string, unknown>>,
    args: Readonly<Record<string, unknown>>,
  ) => unknown;

  constructor(needed: Required['needed'], compute: Required['compute']) {
    this.needed = needed;
    this.compute = compute;
  }
}

/**
 * The value of a field with an argument that a subgraph is given from the objects around (`@fromContext`); clients do not
 * see the argument, and the monolith reads its value from the world. A thing that stands in several places is one thing
 * for each, with the same key.
 */
export class Contextual {
  readonly argument: string;
  readonly around: () => unknown;
  readonly compute: (value: unknown, args: Readonly<Record<string, unknown>>) => unknown;

  constructor(argument: string, around: Contextual['around'], compute: Contextual['compute']) {
    this.argument = argument;
    this.around = around;
    this.compute = compute;
  }
}

/** A supergraph with everything that its fields can tell. */
export interface Scenario {
  readonly name: string;
  /** SDL by the subgraph's name. */
  readonly subgraphs: Readonly<Record<string, string>>;
  readonly query: Thing;
  readonly mutation?: Thing;
  /** All things that references can be resolved to. */
  readonly entities: readonly Thing[];
  /** Values for arguments of type ID and String, besides some that match nothing. */
  readonly words: readonly string[];
  /** Subgraphs that may be away: none of their fields is a key or required on the way to another subgraph. */
  readonly dispensable: readonly string[];
  /** Names of fields that never fail, with the reason in the scenario. */
  readonly sound?: readonly string[];
}

/** Wrong values in place of right ones. */
export type Fault =
  | { readonly kind: 'error' }
  | { readonly kind: 'null' }
  | { readonly kind: 'null item' }
  | { readonly kind: 'lie'; readonly value: unknown };

/** How a subgraph is away. */
export type Absence = 'rejects' | 'errors only' | 'null and errors' | 'null only' | 'empty';

/** What goes wrong in one execution. */
export interface Disorder {
  /** By `thing.field`. */
  readonly faults: ReadonlyMap<string, Fault>;
  /** The subgraph that is away. */
  readonly away: { readonly subgraph: string; readonly how: Absence } | undefined;
  /** Things that one subgraph does not know. */
  readonly missing: { readonly subgraph: string; readonly things: ReadonlySet<string> } | undefined;
  /** Whether subgraphs send leaves as they are, without the checks of their schemas. */
  readonly isUnchecked: boolean;
}

/** Nothing goes wrong. */
export const ORDER: Disorder = { faults: new Map(), away: undefined, missing: undefined, isUnchecked: false };

/** One execution, as resolvers see it. */
export interface Call {
  readonly disorder: Disorder;
  readonly state: WorldState;
  /** Told of every field that is resolved. */
  readonly visit?: (thing: string, type: string, field: string) => void;
}

/** The name of a thing in a fault list. */
export function nameOf(thing: Thing): string {
  return thing.$id ?? thing.__typename;
}

/** What a field of a thing is, with the faults of the call. @param reference null in the monolith */
export function fieldValue(
  thing: Thing,
  field: string,
  args: Readonly<Record<string, unknown>>,
  call: Call,
  reference: Readonly<Record<string, unknown>> | null | undefined,
): unknown {
  const fault = call.disorder.faults.get(`${nameOf(thing)}.${field}`);
  if (fault?.kind === 'error') throw new Error(`Fault at ${nameOf(thing)}.${field}`);
  if (fault?.kind === 'null') return null;
  if (fault?.kind === 'lie') return fault.value;
  const value = soundValue(thing, field, args, call, reference);
  return fault?.kind === 'null item' && Array.isArray(value) ? [null, ...value] : value;
}

function soundValue(
  thing: Thing,
  field: string,
  args: Readonly<Record<string, unknown>>,
  { state }: Call,
  reference: Readonly<Record<string, unknown>> | null | undefined,
): unknown {
  const value = thing[field];
  if (value instanceof Required) {
    if (reference === undefined)
      throw new Error(`${nameOf(thing)}.${field} was asked for without a reference.`);
    return value.compute(reference ?? value.needed(), args);
  }
  if (value instanceof Contextual)
    return value.compute(reference === null ? value.around() : args[value.argument], args);
  return typeof value === 'function' ? value(args, state) : value;
}

/** Whether a value is a thing of the world. */
export function isThing(value: unknown): value is Thing {
  return isJson(value) && typeof value.__typename === 'string';
}
