import type { Caller } from '@manuel/identity';
import { expect, test } from 'vitest';
import { maySee } from './visibility.ts';

const question = { workspace: 'acme', userId: 'ada' };

test.each<[boolean, string, Partial<Caller>]>([
  [true, 'its asker', {}],
  [false, 'another reader', { id: 'bob' }],
  [false, 'another author', { id: 'bob', roles: ['author'] }],
  [true, 'an auditor', { id: 'bob', roles: ['auditor'] }],
  [true, 'an admin', { id: 'bob', roles: ['admin'] }],
  [false, 'an admin of another workspace', { workspace: 'globex', roles: ['admin'] }],
  [false, 'a namesake of another workspace', { workspace: 'globex' }],
])('%s: %s may see a question', (may, _who, says) => {
  expect(maySee({ id: 'ada', workspace: 'acme', roles: ['reader'], ...says }, question)).toBe(may);
});
