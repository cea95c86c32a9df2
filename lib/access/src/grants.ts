import { mayUse, type Origin, SCOPES, type Scope } from '@manuel/identity';

/** What somebody has, against which requirements are held. */
export interface Grants {
  readonly isAuthenticated: boolean;
  hasScope(scope: string): boolean;
  meetsPolicy(policy: string): boolean;
}

/** The one kind of policy: the request is made by the named process of Manuel on its own authority. */
const SERVICE = 'service:';

/**
 * What a request may have: the scopes of its caller, and the policy `service:NAME` for the process NAME. A process
 * that acts for a caller has that caller's scopes and no others.
 */
export function grantsOf({ caller, service }: Pick<Origin, 'caller' | 'service'>): Grants {
  return {
    isAuthenticated: caller !== null || service !== null,
    hasScope: (scope) => caller !== null && isScope(scope) && mayUse(caller, scope),
    meetsPolicy: (policy) => service !== null && policy === SERVICE + service,
  };
}

/** Whether a policy is one that `grantsOf` can decide on. */
export function isKnownPolicy(policy: string): boolean {
  return policy.startsWith(SERVICE) && policy.length > SERVICE.length;
}

/** Whether a scope is one that some role brings. */
export function isScope(scope: string): scope is Scope {
  return KNOWN.has(scope);
}

const KNOWN: ReadonlySet<string> = new Set(SCOPES);
