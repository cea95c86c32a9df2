import { z } from 'zod';
import { ROLE_SCOPES, ROLES, type Role, SCOPES, type Scope } from './scopes.ts';

/** Somebody who was let in: read from a verified credential, never from anything else. */
export interface Caller {
  /** The token's subject. */
  readonly id: string;
  /** All data belongs to one workspace; nothing is seen across. */
  readonly workspace: string;
  readonly roles: readonly Role[];
  /** All that the credential is good for, where that is less than the roles allow; undefined where it is not. */
  readonly scopes?: readonly Scope[];
}

/** Whether the caller may do what the scope names: a role brings it, and the credential is not narrowed to others. */
export function mayUse({ roles, scopes }: Caller, scope: Scope): boolean {
  return (
    (scopes === undefined || scopes.includes(scope)) && roles.some((role) => ROLE_SCOPES[role].has(scope))
  );
}

/** Names as they stand in tokens: short, printable, safe in keys and logs. */
const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._@-]{0,127}$/);

/** The claims that make a caller; unknown roles and scopes are refused rather than ignored. */
export const CallerClaims = z.object({
  sub: name,
  workspace: name,
  roles: z.array(z.enum(ROLES)).min(1),
  scopes: z.array(z.enum(SCOPES)).optional(),
});

/** The caller that verified claims tell of. */
export function callerFrom({ sub, workspace, roles, scopes }: z.output<typeof CallerClaims>): Caller {
  return { id: sub, workspace, roles, ...(scopes && { scopes }) };
}

/** The claims that tell of a caller. */
export function claimsFor({ id, workspace, roles, scopes }: Caller): z.input<typeof CallerClaims> {
  return { sub: id, workspace, roles: [...roles], ...(scopes && { scopes: [...scopes] }) };
}
