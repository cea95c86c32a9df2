import { createHmac } from 'node:crypto';
import type { Caller } from '@manuel/identity';
import { testCaller } from '@manuel/testkit';

const READER = ['manuals:read', 'questions:ask', 'questions:read', 'usage:read'];
const ALL = [
  ...[...READER, 'manuals:write', 'questions:read-all', 'usage:read-all', 'audit:read'],
  ...['letters:manage', 'accounts:manage', 'metrics:read'],
];

/**
 * The callers of the matrix with the scopes that each should have, written out by hand: what the code makes of roles
 * is held against this.
 */
export const CALLERS: readonly {
  readonly name: string;
  readonly caller: Caller;
  readonly scopes: readonly string[];
}[] = [
  { name: 'reader', caller: testCaller({ id: 'rita' }), scopes: READER },
  {
    name: 'author',
    caller: testCaller({ id: 'otto', roles: ['author'] }),
    scopes: [...READER, 'manuals:write'],
  },
  {
    name: 'auditor',
    caller: testCaller({ id: 'ines', roles: ['auditor'] }),
    scopes: [...READER, 'questions:read-all', 'usage:read-all', 'audit:read'],
  },
  {
    name: 'admin',
    caller: testCaller({ id: 'ada', roles: ['admin'] }),
    scopes: ALL,
  },
  {
    name: 'narrowed',
    caller: testCaller({ id: 'bot', roles: ['admin'], scopes: ['questions:ask'] }),
    scopes: ['questions:ask'],
  },
  {
    name: 'other workspace',
    caller: testCaller({ id: 'eve', workspace: 'globex', roles: ['admin'] }),
    scopes: ALL,
  },
];

const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token with other claims or another header, signed with what is not the issuer's key: none at all, or a guess. */
export function madeUp(token: string, header: object, claims: object = {}): string {
  const [, payload = ''] = token.split('.');
  const content = `${encoded(header)}.${encoded({ ...JSON.parse(Buffer.from(payload, 'base64url').toString()), ...claims })}`;
  const signature =
    'alg' in header && header.alg === 'none'
      ? ''
      : createHmac('sha256', 'guess').update(content).digest('base64url');
  return `${content}.${signature}`;
}
