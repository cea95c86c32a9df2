import type { OperationTypeNode } from 'graphql';

/**
 * What to fetch and in which order: plain data, made once per operation and shared by every request that runs
 * it. The kinds are those of the federation's query planner, with paths and rewrites already parsed.
 */
export type PlanNode = SequenceNode | ParallelNode | FlattenNode | FetchNode | ConditionNode | DeferNode;

/** One after the other: each node may need what the ones before it fetched. */
export interface SequenceNode {
  readonly kind: 'Sequence';
  readonly nodes: readonly PlanNode[];
}

/** In any order or at once: no node needs another of these. */
export interface ParallelNode {
  readonly kind: 'Parallel';
  readonly nodes: readonly PlanNode[];
}

/** An entity fetch for every object that the path leads to; a fetch without a Flatten is for the root. */
export interface FlattenNode {
  readonly kind: 'Flatten';
  readonly path: readonly PathStep[];
  readonly node: FetchNode;
}

/** One request to one subgraph. */
export interface FetchNode {
  readonly kind: 'Fetch';
  /** Only with `@defer`: deferred parts name the fetches they wait for; fetches that were split share an id. */
  readonly id: string | undefined;
  readonly serviceName: string;
  /** The text to send; for entities it takes `$representations: [_Any!]!` and asks for `_entities`. */
  readonly operation: string;
  readonly operationKind: OperationTypeNode;
  /** Names of the client's variables (and of context variables, see `contextRewrites`) that the text uses. */
  readonly variableUsages: readonly string[];
  /** For entities: what goes into each representation. */
  readonly requires: readonly RequiredSelection[] | undefined;
  /** Changes to each representation before it is sent. */
  readonly inputRewrites: readonly Rewrite[];
  /** Changes to the data of the answer (for entities: to each entity) before it is merged. */
  readonly outputRewrites: readonly Rewrite[];
  /**
   * Values that become variables of this fetch: each path starts at an object of the Flatten and climbs with
   * `parent`; `renameKeyTo` is the variable. Objects with different values need requests of their own.
   */
  readonly contextRewrites: readonly KeyRenamer[];
}

/** One of two nodes, by a Boolean variable of the client. */
export interface ConditionNode {
  readonly kind: 'Condition';
  readonly variable: string;
  readonly ifNode: PlanNode | undefined;
  readonly elseNode: PlanNode | undefined;
}

/** What is answered first, and what follows when it is ready. */
export interface DeferNode {
  readonly kind: 'Defer';
  readonly primary: PlanNode | undefined;
  readonly deferred: readonly DeferredNode[];
}

/** The fetches of a deferred part, which may start when those with the ids in `depends` are done (all of each id). */
export interface DeferredNode {
  /** Its number among the operation's parts. */
  readonly part: number;
  readonly depends: readonly string[];
  readonly node: PlanNode | undefined;
}

/** One step from a value to the values it holds. */
export type PathStep =
  /** the value under a key of the data; arrays are entered by `each` in Flatten paths, silently elsewhere */
  | { readonly kind: 'key'; readonly name: string }
  /** every element of an array */
  | { readonly kind: 'each' }
  /** only objects of one of these types; an abstract type stands for its possible types */
  | { readonly kind: 'type'; readonly names: readonly string[] }
  /** the object around this one, arrays not counted; only in `contextRewrites` */
  | { readonly kind: 'parent' };

/** Part of a representation. */
export type RequiredSelection = RequiredField | RequiredFragment;

/** A value that a representation carries. */
export interface RequiredField {
  readonly kind: 'Field';
  /** The key under which the value lies in the data. */
  readonly name: string;
  /** The key under which the subgraph expects it, when that is another one. */
  readonly sendAs: string | undefined;
  readonly selections: readonly RequiredSelection[] | undefined;
}

/** Selections for objects of one type; without a condition for all. */
export interface RequiredFragment {
  readonly kind: 'InlineFragment';
  readonly typeCondition: string | undefined;
  readonly selections: readonly RequiredSelection[];
}

/** A change to fetched or required data. */
export type Rewrite = ValueSetter | KeyRenamer;

/** Sets the value under the last key of the path. */
export interface ValueSetter {
  readonly kind: 'ValueSetter';
  readonly path: readonly PathStep[];
  readonly value: unknown;
}

/** Gives the last key of the path another name, whatever its value, null and false included. */
export interface KeyRenamer {
  readonly kind: 'KeyRenamer';
  readonly path: readonly PathStep[];
  readonly renameKeyTo: string;
}
