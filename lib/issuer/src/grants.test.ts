import { ROLES, SCOPES } from '@manuel/identity';
import { NotAllowed } from '@manuel/service';
import { testCaller } from '@manuel/testkit';
import { describe, expect, test } from 'vitest';
import { ensureMayGrant, scopesOf } from './grants.ts';

describe('roles', () => {
  test('bring together what each of them brings', () => {
    expect(scopesOf(['author', 'auditor'])).toEqual(
      SCOPES.filter((scope) => scopesOf(['author']).includes(scope) || scopesOf(['auditor']).includes(scope)),
    );
    expect(scopesOf([])).toEqual([]);
  });
});

describe('what is given away', () => {
  test('may be all of it by an admin', () => {
    for (const role of ROLES) ensureMayGrant(testCaller({ roles: ['admin'] }), scopesOf([role]));
  });

  test('may not be more than the giver has, or their key is good for', () => {
    const narrowed = testCaller({ roles: ['admin'], scopes: ['accounts:manage', 'audit:read'] });
    ensureMayGrant(narrowed, ['audit:read']);
    for (const giver of [narrowed, testCaller({ roles: ['auditor'] })]) {
      expect(() => ensureMayGrant(giver, ['audit:read', 'manuals:write'])).toThrow(NotAllowed);
      expect(() => ensureMayGrant(giver, ['manuals:write'])).toThrow(/this gives manuals:write, too/);
    }
  });
});
