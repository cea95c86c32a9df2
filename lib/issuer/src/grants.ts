import { type Caller, mayUse, ROLE_SCOPES, type Role, SCOPES, type Scope } from '@manuel/identity';
import { NotAllowed } from '@manuel/service';

/** All that the roles bring together, in the order of the table. */
export function scopesOf(roles: readonly Role[]): Scope[] {
  return SCOPES.filter((scope) => roles.some((role) => ROLE_SCOPES[role].has(scope)));
}

/**
 * Nobody gives away more than they have: else a key that may manage accounts and nothing else could make itself one
 * that may do everything.
 * @throws NotAllowed
 */
export function ensureMayGrant(giver: Caller, scopes: readonly Scope[]): void {
  const missing = scopes.filter((scope) => !mayUse(giver, scope));
  if (missing.length === 0) return;
  throw new NotAllowed(`You can only give what you may do yourself; this gives ${missing.join(', ')}, too.`);
}
