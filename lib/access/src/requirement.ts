import type { Grants } from './grants.ts';

/** Alternatives, of which one must hold; each holds when all of its names do. */
export type AnyOfAll = readonly (readonly string[])[];

/** What a field or a type asks of whoever wants it; all of it must hold. */
export interface Requirement {
  /** Whether somebody must be there at all. */
  readonly authenticated: boolean;
  readonly scopes: readonly AnyOfAll[];
  readonly policies: readonly AnyOfAll[];
}

/** What is there for everybody. */
export const NOTHING: Requirement = { authenticated: false, scopes: [], policies: [] };

/** All of several requirements; what two of them ask for stands once. */
export function allOf(...requirements: readonly Requirement[]): Requirement {
  return {
    authenticated: requirements.some(({ authenticated }) => authenticated),
    scopes: distinct(requirements.flatMap(({ scopes }) => scopes)),
    policies: distinct(requirements.flatMap(({ policies }) => policies)),
  };
}

/** Two requirements have the same key when they ask for the same in the same order. */
export function keyOf({ authenticated, scopes, policies }: Requirement): string {
  return JSON.stringify([authenticated, scopes, policies]);
}

/** Whether somebody with these grants may have what asks for this. */
export function isMet({ authenticated, scopes, policies }: Requirement, grants: Grants): boolean {
  return (
    (!authenticated || grants.isAuthenticated) &&
    scopes.every((anyOf) => holds(anyOf, (scope) => grants.hasScope(scope))) &&
    policies.every((anyOf) => holds(anyOf, (policy) => grants.meetsPolicy(policy)))
  );
}

/** What of a requirement somebody with these grants does not meet. */
export function unmetOf({ authenticated, scopes, policies }: Requirement, grants: Grants): Requirement {
  return {
    authenticated: authenticated && !grants.isAuthenticated,
    scopes: scopes.filter((anyOf) => !holds(anyOf, (scope) => grants.hasScope(scope))),
    policies: policies.filter((anyOf) => !holds(anyOf, (policy) => grants.meetsPolicy(policy))),
  };
}

/** Why somebody may not have it, for people: such as "This needs the scope ledger:read." */
export function sentenceOf(requirement: Requirement): string {
  return `This needs ${textOf(requirement)}.`;
}

/** What is asked for, for people: such as "the scope notes:write or notes:read". */
export function textOf({ authenticated, scopes, policies }: Requirement): string {
  const needs = [
    ...scopes.map((anyOf) => `the scope ${alternatives(anyOf)}`),
    ...policies.map((anyOf) => `the policy ${alternatives(anyOf)}`),
  ];
  if (needs.length > 0) return needs.join(', and ');
  return authenticated ? 'a caller' : 'nothing';
}

function alternatives(anyOf: AnyOfAll): string {
  if (anyOf.length === 0) return 'that nobody has';
  return anyOf.map((all) => all.join(' with ')).join(' or ');
}

function holds(anyOf: AnyOfAll, has: (name: string) => boolean): boolean {
  return anyOf.some((all) => all.every(has));
}

function distinct(all: readonly AnyOfAll[]): AnyOfAll[] {
  return [...new Map(all.map((anyOf) => [JSON.stringify(anyOf), anyOf])).values()];
}
