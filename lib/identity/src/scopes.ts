/** What a caller may be; one caller can have several roles. */
export const ROLES = ['reader', 'author', 'auditor', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** What can be allowed, as the schema's `@requiresScopes` and OAuth (RFC 6749, 3.3) name it: a noun and a verb. */
export const SCOPES = [
  'manuals:read',
  'manuals:write',
  'questions:ask',
  /** One's own questions. */
  'questions:read',
  /** Everybody's questions in the workspace. */
  'questions:read-all',
  /** One's own usage and what one's questions cost. */
  'usage:read',
  /** Everybody's usage in the workspace. */
  'usage:read-all',
  'audit:read',
  /** Reads, redrives and discards what was given up. */
  'letters:manage',
  /** Accounts, their roles and sessions, service accounts and their keys. */
  'accounts:manage',
  'metrics:read',
] as const;
export type Scope = (typeof SCOPES)[number];

const READER = ['manuals:read', 'questions:ask', 'questions:read', 'usage:read'] as const;

/** The one table of who may do what: the scopes that each role brings. */
export const ROLE_SCOPES: Readonly<Record<Role, ReadonlySet<Scope>>> = {
  reader: new Set(READER),
  author: new Set([...READER, 'manuals:write']),
  auditor: new Set([...READER, 'questions:read-all', 'usage:read-all', 'audit:read']),
  admin: new Set(SCOPES),
};
