import type { Caller } from '@manuel/identity';
import { testCaller } from '@manuel/testkit';
import { describe, expect, test } from 'vitest';
import { grantsOf } from './grants.ts';
import { allOf, isMet, keyOf, NOTHING, type Requirement, sentenceOf, unmetOf } from './requirement.ts';

const somebody: Requirement = { ...NOTHING, authenticated: true };
const scopes = (...anyOf: string[][]): Requirement => ({
  authenticated: true,
  scopes: [anyOf],
  policies: [],
});
const policy = (...anyOf: string[][]): Requirement => ({ ...NOTHING, policies: [anyOf] });

const grants = (caller: Caller | null, service: string | null = null) => grantsOf({ caller, service });
const reader = testCaller();

describe('a requirement', () => {
  test.each<[string, Requirement, Caller | null, string | null, boolean]>([
    ['of nothing is met by nobody', NOTHING, null, null, true],
    ['of somebody is not met by nobody', somebody, null, null, false],
    ['of somebody is met by a caller', somebody, reader, null, true],
    ['of somebody is met by a process', somebody, null, 'queries', true],
    ['of a scope is met by a role that brings it', scopes(['manuals:read']), reader, null, true],
    ['of a scope is not met by another role', scopes(['manuals:write']), reader, null, false],
    ['of a scope is not met by a process for itself', scopes(['manuals:read']), null, 'queries', false],
    ['of two scopes is not met by one', scopes(['manuals:read', 'audit:read']), reader, null, false],
    ['of one of two is met by one', scopes(['audit:read'], ['manuals:read']), reader, null, true],
    [
      'of a scope that nobody knows is met by no admin',
      scopes(['moon:read']),
      testCaller({ roles: ['admin'] }),
      null,
      false,
    ],
    ['of no alternative at all is never met', scopes(), testCaller({ roles: ['admin'] }), null, false],
    ['of a process is met by that one', policy(['service:queries']), null, 'queries', true],
    ['of a process is not met by another', policy(['service:queries']), null, 'usage', false],
    [
      'of a process is met by no caller',
      policy(['service:queries']),
      testCaller({ roles: ['admin'] }),
      null,
      false,
    ],
    ['of a process is met when it acts for a caller', policy(['service:queries']), reader, 'queries', true],
  ])('%s', (_what, requirement, caller, service, expected) => {
    expect(isMet(requirement, grants(caller, service))).toBe(expected);
  });

  test('of several is met when each is, and says the same need once', () => {
    const both = allOf(scopes(['manuals:read']), somebody, scopes(['audit:read']), scopes(['manuals:read']));
    expect(isMet(both, grants(reader))).toBe(false);
    expect(isMet(both, grants(testCaller({ roles: ['auditor'] })))).toBe(true);
    expect(sentenceOf(both)).toBe('This needs the scope manuals:read, and the scope audit:read.');
    expect(keyOf(allOf(both, both))).toBe(keyOf(both));
  });

  test('is told of without what is met', () => {
    const both = allOf(scopes(['manuals:read']), scopes(['audit:read']));
    expect(sentenceOf(unmetOf(both, grants(reader)))).toBe('This needs the scope audit:read.');
    expect(unmetOf(both, grants(testCaller({ roles: ['auditor'] })))).toEqual(NOTHING);
  });

  test.each([
    [scopes(['questions:ask'], ['questions:read']), 'This needs the scope questions:ask or questions:read.'],
    [scopes(['manuals:read', 'questions:ask']), 'This needs the scope manuals:read with questions:ask.'],
    [scopes(), 'This needs the scope that nobody has.'],
    [policy(['service:queries']), 'This needs the policy service:queries.'],
    [somebody, 'This needs a caller.'],
  ])('says what it needs: %j', (requirement, sentence) => {
    expect(sentenceOf(requirement)).toBe(sentence);
  });
});
