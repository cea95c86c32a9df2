import { newTokenKey, TokenIssuer, TokenVerifier } from '@manuel/identity';
import { NotAuthenticated } from '@manuel/service';
import { testCaller } from '@manuel/testkit';
import { expect, test } from 'vitest';
import { identify } from './identify.ts';

const key = newTokenKey();
const verifier = new TokenVerifier(key);
const received = { requestId: 'r1', address: '127.0.0.1', signal: new AbortController().signal };
const token = await new TokenIssuer(key).issue(testCaller(), 60);

test('without a header it is nobody who asks', async () => {
  expect(await identify(received, undefined, verifier)).toEqual({
    ...received,
    caller: null,
    credential: { kind: 'none' },
  });
});

test.each(['Bearer', 'bearer', 'BEARER  '])(
  'the token in a header after "%s" says who asks',
  async (scheme) => {
    const identified = await identify(received, `${scheme} ${token}`, verifier);
    expect(identified).toEqual({ ...received, caller: testCaller(), credential: { kind: 'token' } });
  },
);

test.each([
  ['nothing', ''],
  ['no token', 'Bearer '],
  ['another scheme', `Basic ${token}`],
  ['no scheme', token],
  ['two tokens', `Bearer ${token}, Bearer ${token}`],
  ['a token with two parts', `Bearer ${token.split('.').slice(0, 2).join('.')}`],
  ['a cut token', `Bearer ${token.slice(0, -8)}`],
  ['a forged token', `Bearer ${await new TokenIssuer(newTokenKey()).issue(testCaller(), 60)}`],
])('a header with %s is refused, not taken for nobody', async (_what, header) => {
  await expect(identify(received, header, verifier)).rejects.toBeInstanceOf(NotAuthenticated);
});
