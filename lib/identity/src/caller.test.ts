import { testCaller } from '@manuel/testkit';
import { expect, test } from 'vitest';
import { hasRole, ROLES, type Role } from './caller.ts';

test.each<[Role, Role[]]>([
  ['reader', ['reader']],
  ['author', ['reader', 'author']],
  ['auditor', ['reader', 'auditor']],
  ['admin', ['reader', 'author', 'auditor', 'admin']],
])('the role %s brings along %j', (role, brought) => {
  const caller = testCaller({ roles: [role] });
  expect(ROLES.filter((other) => hasRole(caller, other))).toEqual(brought);
});
