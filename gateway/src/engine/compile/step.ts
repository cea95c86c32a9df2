import type { KeyRenamer, PathStep, RequiredSelection, Rewrite } from '../planning/index.ts';

/** A variable that decides at run time whether a step is taken. */
export interface StepCondition {
  readonly variable: string;
  /** Taken when the variable has this value. */
  readonly when: boolean;
}

/** One fetch of a plan, in a graph of what waits for what. */
export interface Step {
  readonly index: number;
  /** The number of the deferred part that it is for; null for what is answered first. */
  readonly part: number | null;
  readonly subgraph: string;
  readonly kind: 'query' | 'mutation';
  readonly query: string;
  /** The client's variables that the query uses. */
  readonly variables: readonly string[];
  /** Where its entities lie in the data; empty for a root fetch, unless a field has led to the root's type again. */
  readonly path: readonly PathStep[];
  /** What a representation is made of; null for a root fetch. */
  readonly requires: readonly RequiredSelection[] | null;
  readonly inputRewrites: readonly Rewrite[];
  readonly outputRewrites: readonly Rewrite[];
  readonly contextRewrites: readonly KeyRenamer[];
  readonly conditions: readonly StepCondition[];
  /** Steps that must have ended before. */
  readonly dependencies: readonly number[];
  /** Steps that wait for this one. */
  readonly dependents: readonly number[];
  /** How many steps the longest way from here to the end of its part has, itself included. */
  readonly height: number;
}
