import { z } from 'zod';

/** What a caller may be; one caller can have several roles. */
export const ROLES = ['reader', 'author', 'auditor', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Somebody who was let in: read from a verified token, never from anything else. */
export interface Caller {
  /** The token's subject. */
  readonly id: string;
  /** All data belongs to one workspace; nothing is seen across. */
  readonly workspace: string;
  readonly roles: readonly Role[];
}

/** Which roles each role brings along. */
const IMPLIED: Readonly<Record<Role, readonly Role[]>> = {
  reader: ['reader'],
  author: ['author', 'reader'],
  auditor: ['auditor', 'reader'],
  admin: ['admin', 'author', 'auditor', 'reader'],
};

/** Whether the caller has the role, itself or by one that implies it. */
export function hasRole(caller: Caller, role: Role): boolean {
  return caller.roles.some((own) => IMPLIED[own].includes(role));
}

/** Names as they stand in tokens: short, printable, safe in keys and logs. */
const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._@-]{0,127}$/);

/** The claims that make a caller; unknown roles are refused rather than ignored. */
export const CallerClaims = z.object({
  sub: name,
  workspace: name,
  roles: z.array(z.enum(ROLES)).min(1),
});
