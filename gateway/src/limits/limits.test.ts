import type { Caller } from '@manuel/identity';
import { NotAuthenticated } from '@manuel/service';
import { silentLog, testCaller } from '@manuel/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Credential } from '../pipeline/stages.ts';
import { Limits, limitsFor } from './limits.ts';
import { RateLimited } from './rate-limited.ts';

const PER_MINUTE = 3;
const PASSAGES = { coordinate: 'Manual.passages', rate: { limit: 2, duration: 10 }, times: 1 };

let entries: unknown[];
let limits: Limits;
beforeEach(() => {
  entries = [];
  const spool = { add: async (entry: unknown) => void entries.push(entry) };
  limits = new Limits({ perMinute: PER_MINUTE, redisUrl: undefined }, spool, silentLog);
});
afterEach(() => limits.stop());

/** @returns how many of ten requests were let through */
async function letThrough(
  caller: Caller | null,
  credential: Credential,
  address = '192.0.2.1',
): Promise<number> {
  let count = 0;
  for (let n = 0; n < 10; n++) {
    const refused = await limits.begin({ caller, credential, address, requestId: `r${n}` }).settle();
    if (refused === null) count += 1;
  }
  return count;
}

test.each<[string, [Caller | null, Credential, string?], [Caller | null, Credential, string?]]>([
  ['two users', [testCaller({ id: 'a' }), { kind: 'token' }], [testCaller({ id: 'b' }), { kind: 'token' }]],
  [
    'two keys of one account',
    [testCaller(), { kind: 'api-key', id: 'k1' }],
    [testCaller(), { kind: 'api-key', id: 'k2' }],
  ],
  [
    'a user and a key of the same account',
    [testCaller(), { kind: 'token' }],
    [testCaller(), { kind: 'api-key', id: 'k1' }],
  ],
  ['nobody at two addresses', [null, { kind: 'none' }, '192.0.2.1'], [null, { kind: 'none' }, '192.0.2.2']],
  ['nobody at an address and a user there', [null, { kind: 'none' }], [testCaller(), { kind: 'token' }]],
])('%s are limited apart', async (_who, one, other) => {
  expect(await letThrough(...one)).toBe(PER_MINUTE);
  expect(await letThrough(...other)).toBe(PER_MINUTE);
});

test.each<[string, [Caller | null, Credential, string], [Caller | null, Credential, string]]>([
  [
    'a user at two addresses',
    [testCaller(), { kind: 'token' }, '192.0.2.1'],
    [testCaller(), { kind: 'token' }, '192.0.2.2'],
  ],
  [
    'a key at two addresses',
    [testCaller(), { kind: 'api-key', id: 'k' }, '192.0.2.1'],
    [testCaller(), { kind: 'api-key', id: 'k' }, '192.0.2.2'],
  ],
  [
    'nobody in one network of IPv6',
    [null, { kind: 'none' }, '2001:db8:1:2::1'],
    [null, { kind: 'none' }, '2001:db8:1:2:ffff::9'],
  ],
])('%s is limited as one', async (_who, one, other) => {
  expect(await letThrough(...one)).toBe(PER_MINUTE);
  expect(await letThrough(...other)).toBe(0);
});

test('a request is counted once, with its fields or without', async () => {
  const counted = {
    caller: testCaller(),
    credential: { kind: 'token' },
    address: '::1',
    requestId: 'r',
  } as const;
  const request = limits.begin(counted);
  expect(request.headers).toEqual({});
  await request.count([PASSAGES]);
  await request.count([PASSAGES]);
  expect(await request.settle()).toBeNull();
  expect(request.headers).toEqual({
    'ratelimit-policy': '"caller";q=3;w=60, "Manual.passages";q=2;w=10',
    ratelimit: '"caller";r=2;t=60, "Manual.passages";r=1;t=10',
  });
});

test('of several limits that are over, the one that lasts longest is told, with all of them in the headers', async () => {
  const counted = {
    caller: testCaller(),
    credential: { kind: 'token' },
    address: '::1',
    requestId: 'r',
  } as const;
  const other = { ...PASSAGES, coordinate: 'Query.search', rate: { limit: 0, duration: 300 }, times: 1 };
  const refused = await limits
    .begin(counted)
    .count([{ ...PASSAGES, times: 3 }, other])
    .catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(RateLimited);
  expect(refused).toMatchObject({
    httpStatus: 429,
    extensions: { code: 'RATE_LIMITED', coordinate: 'Query.search', retryAfterSeconds: 300 },
    headers: {
      'retry-after': '300',
      ratelimit: '"caller";r=2;t=60, "Manual.passages";r=0;t=10, "Query.search";r=0;t=300',
    },
  });
  expect(entries).toMatchObject([{ code: 'RATE_LIMITED', target: 'limit:Query.search', requestId: 'r' }]);
});

test('a credential that is looked at is not counted, however often it is good', async () => {
  const received = { requestId: 'r', address: '192.0.2.9', signal: new AbortController().signal };
  for (let n = 0; n < 10; n++) expect(await limits.guardCredential(received, async () => n)).toBe(n);
  const away = () => Promise.reject(new Error('The issuer is away.'));
  for (let n = 0; n < 10; n++) await expect(limits.guardCredential(received, away)).rejects.toThrow('away');
  const bad = () => Promise.reject(new NotAuthenticated('Bad.'));
  for (let n = 0; n < PER_MINUTE; n++)
    await expect(limits.guardCredential(received, bad)).rejects.toThrow('Bad.');
  await expect(limits.guardCredential(received, bad)).rejects.toThrow(RateLimited);
  await expect(limits.guardCredential(received, async () => 'good')).rejects.toThrow(
    /^Credentials that are refused may be sent from one address 3 times in 60 seconds: try again in/,
  );
  expect(await limits.guardCredential({ ...received, address: '192.0.2.10' }, async () => 'good')).toBe(
    'good',
  );
});

test('0 requests in a minute are no limits at all', () => {
  expect(limitsFor(0, undefined)).toBeUndefined();
  expect(limitsFor(7, 'redis://there')).toEqual({ perMinute: 7, redisUrl: 'redis://there' });
});
