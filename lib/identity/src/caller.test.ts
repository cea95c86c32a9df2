import { testCaller } from '@manuel/testkit';
import { expect, test } from 'vitest';
import { mayUse } from './caller.ts';
import { ROLES, type Role, SCOPES, type Scope } from './scopes.ts';

const READER = ['manuals:read', 'questions:ask', 'questions:read', 'usage:read'] as const;

test.each<[Role, readonly Scope[]]>([
  ['reader', READER],
  ['author', [...READER, 'manuals:write']],
  ['auditor', [...READER, 'questions:read-all', 'usage:read-all', 'audit:read']],
  ['admin', SCOPES],
])('the role %s brings the scopes %j', (role, brought) => {
  const caller = testCaller({ roles: [role] });
  expect(SCOPES.filter((scope) => mayUse(caller, scope)).sort()).toEqual([...brought].sort());
});

test('a caller with two roles may do what either of them brings', () => {
  const caller = testCaller({ roles: ['author', 'auditor'] });
  expect(mayUse(caller, 'manuals:write') && mayUse(caller, 'audit:read')).toBe(true);
});

test('a credential with scopes of its own is good for those alone', () => {
  const caller = testCaller({ roles: ['author'], scopes: ['manuals:read'] });
  expect(SCOPES.filter((scope) => mayUse(caller, scope))).toEqual(['manuals:read']);
});

test.each(ROLES)('no scope of a credential brings what the role %s does not', (role) => {
  const plain = testCaller({ roles: [role] });
  const broad = testCaller({ roles: [role], scopes: SCOPES });
  expect(SCOPES.filter((scope) => mayUse(broad, scope))).toEqual(
    SCOPES.filter((scope) => mayUse(plain, scope)),
  );
});
