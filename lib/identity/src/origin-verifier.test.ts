import { createHmac, createSecretKey } from 'node:crypto';
import { testCaller } from '@manuel/testkit';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FixedKeyRing, firstRing, newSecret, rotated } from './keys/key-ring.ts';
import { ORIGIN_HEADER, type Origin, originText } from './origin.ts';
import { OriginSigner } from './origin-signer.ts';
import { OriginVerifier } from './origin-verifier.ts';
import type { Message } from './signature/message.ts';
import { signatureHeaders } from './signature/sign.ts';
import { type RefusalReason, SignatureRefused } from './signature/signature-refused.ts';

const SECRET = newSecret();
const ringText = firstRing(SECRET);
const ring = new FixedKeyRing(ringText);
const signer = new OriginSigner(ring, 'usage');
const origin: Origin = { caller: testCaller(), service: 'gateway', requestId: 'r-1' };
const body = '{"query":"{ me { id } }"}';
let verifier: OriginVerifier;
beforeEach(() => {
  verifier = new OriginVerifier(ring, 'usage', null);
});
afterEach(() => {
  vi.useRealTimers();
});

type Headers = Record<string, string>;

function signed(what: Origin = origin): Headers {
  return signer.prepare({ origin: what, path: '/graphql', body })();
}

function messageOf(headers: Headers): Message {
  return { method: 'POST', scheme: 'http', authority: 'usage:4003', target: '/graphql', headers };
}

async function take(headers: Headers, changes: Partial<Message> = {}, came = body): Promise<Origin> {
  const one = verifier.verify({ ...messageOf(headers), ...changes });
  one.verifyBody(Buffer.from(came));
  await one.useOnce(true);
  return one.origin;
}

/** That it is refused, for this reason, in a sentence that says what to do and nothing of the key. */
async function refused(reason: RefusalReason, taken: Promise<unknown>): Promise<void> {
  const failure = await taken.catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(SignatureRefused);
  expect(failure).toMatchObject({ reason, code: 'UNAUTHENTICATED' });
  expect(failure).toHaveProperty('message', expect.stringMatching(/: call the gateway instead\.$/));
  expect(String(failure)).not.toContain(SECRET);
}

test.each<[string, Origin]>([
  ['a caller whose request is passed on', { ...origin, service: null }],
  ['a caller with scopes of its own', { ...origin, caller: testCaller({ scopes: ['manuals:read'] }) }],
  ['a process that acts for a caller', origin],
  ['a process that acts for itself', { ...origin, caller: null }],
])('a signed call tells of %s', async (_whom, told) => {
  expect(await take(signed(told))).toEqual(told);
});

test('a call may come under another host and with a query', async () => {
  expect(await take(signed(), { authority: 'elsewhere', target: '/graphql?debug' })).toEqual(origin);
});

test('a call that is sent again is signed again', async () => {
  const send = signer.prepare({ origin, path: '/graphql', body });
  expect(await take(send())).toEqual(origin);
  expect(await take(send())).toEqual(origin);
});

describe('a call is refused as', () => {
  test('unsigned, when it has no signature', async () => {
    await refused('unsigned', take(Object.fromEntries([[ORIGIN_HEADER, originText(origin)]])));
  });

  test.each(['signature', 'signature-input'])('malformed, without %s', async (name) => {
    const { [name]: _left, ...rest } = signed();
    await refused('malformed', take(rest));
  });

  test.each<[string, (headers: Headers) => Headers]>([
    [
      'with two signatures',
      (headers) => ({ ...headers, 'signature-input': `${headers['signature-input']}, b=()` }),
    ],
    ['with another name', (headers) => ({ ...headers, signature: `other=${headers.signature?.slice(7)}` })],
    ['with no structured field', (headers) => ({ ...headers, 'signature-input': 'manuel=("@method"' })],
    ['with no bytes', (headers) => ({ ...headers, signature: 'manuel=1' })],
    ['with a component of parameters', (headers) => replaced(headers, '"@path"', '"@path";req')],
    ['with a component twice', (headers) => replaced(headers, '"@path"', '"@path" "@path"')],
    ['without a nonce', (headers) => replaced(headers, /;nonce="[^"]*"/, '')],
    ['without a key id', (headers) => replaced(headers, /;keyid="[^"]*"/, '')],
    ['without a time of signing', (headers) => replaced(headers, /;created=\d+/, '')],
    ['without an end', (headers) => replaced(headers, /;expires=\d+/, '')],
  ])('malformed, %s', async (_how, change) => {
    await refused('malformed', take(change(signed())));
  });

  test('signed with another algorithm', async () => {
    await refused('algorithm', take(replaced(signed(), 'hmac-sha256', 'ed25519')));
  });

  test('made for another audience', async () => {
    const others = new OriginSigner(ring, 'audit').prepare({ origin, path: '/graphql', body });
    await refused('audience', take(others()));
    await refused('audience', take(replaced(signed(), /;tag="[^"]*"/, '')));
  });

  test.each(['@method', '@path', 'content-digest', 'content-type', ORIGIN_HEADER])(
    'one that leaves %s uncovered',
    async (name) => {
      const covered = ['@method', '@path', 'content-digest', 'content-type', ORIGIN_HEADER]
        .filter((one) => one !== name)
        .map((one) => [one, { '@method': 'POST', '@path': '/graphql', ...signed() }[one] ?? ''] as const);
      const { id: keyId, key } = ring.current();
      const headers = signatureHeaders(covered, { keyId, key, lifetimeSeconds: 30, tag: 'manuel-usage' });
      await refused('component', take({ ...signed(), ...headers }));
    },
  );

  test('one that covers what the request does not have', async () => {
    const { 'content-type': _left, ...rest } = signed();
    await refused('component', take(rest));
  });

  test.each<[string, (headers: Headers) => Promise<unknown>]>([
    ['method', (headers) => take(headers, { method: 'PUT' })],
    ['path', (headers) => take(headers, { target: '/graphql/' })],
    ['content type', (headers) => take({ ...headers, 'content-type': 'application/graphql' })],
    ['digest', (headers) => take({ ...headers, 'content-digest': 'sha-256=:AAAA:' })],
    [
      'origin',
      (headers) => take({ ...headers, [ORIGIN_HEADER]: originText({ ...origin, service: 'audit' }) }),
    ],
    ['time', (headers) => take(replaced(headers, /created=\d/, 'created=0'))],
    ['nonce', (headers) => take(replaced(headers, /nonce="./, 'nonce="z'))],
    ['signature', (headers) => take({ ...headers, signature: `manuel=:${'A'.repeat(43)}=:` })],
    ['signature, cut', (headers) => take({ ...headers, signature: 'manuel=:AAAA:' })],
  ])('altered in its %s', async (what, taken) => {
    await refused(what === 'time' ? 'long-lived' : 'altered', taken(signed()));
  });

  test('one with another body', async () => {
    await refused('digest', take(signed(), {}, '{"query":"{ everything }"}'));
  });

  test('signed with an unknown key, or with another one of that name', async () => {
    const stranger = firstRing(newSecret());
    const other = new OriginSigner(new FixedKeyRing(stranger), 'usage').prepare({
      origin,
      path: '/graphql',
      body,
    });
    await refused('unknown-key', take(other()));
    const named = JSON.parse(stranger);
    named.keys[0].id = ring.current().id;
    const forged = new OriginSigner(new FixedKeyRing(JSON.stringify(named)), 'usage');
    await refused('altered', take(forged.prepare({ origin, path: '/graphql', body })()));
  });

  test('replayed, when it comes a second time, even as a query', async () => {
    const headers = signed();
    expect(await take(headers)).toEqual(origin);
    await refused('replayed', take(headers));
    await refused('replayed', verifier.verify(messageOf(headers)).useOnce(false));
  });

  test('late, when it comes late or from the future', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const headers = signed();
    vi.setSystemTime(Date.now() + 36_000);
    await refused('late', take(headers));
    const early = signed();
    vi.setSystemTime(Date.now() - 6_000);
    await refused('late', take(early));
  });

  test('late, when it changes something and was signed before this process began to remember', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const headers = signed();
    vi.setSystemTime(Date.now() + 2_000);
    verifier = new OriginVerifier(ring, 'usage', null);
    await refused('late', take(headers));
    verifier = new OriginVerifier(ring, 'usage', null);
    await verifier.verify(messageOf(headers)).useOnce(false);
  });

  test('long-lived, when it is good for longer than half a minute', async () => {
    const values = { '@method': 'POST', '@path': '/graphql', ...signed() };
    const covered = Object.entries(values).filter(([name]) => !name.startsWith('signature'));
    const { id: keyId, key } = ring.current();
    const headers = signatureHeaders(covered, { keyId, key, lifetimeSeconds: 31, tag: 'manuel-usage' });
    await refused('long-lived', take({ ...signed(), ...headers }));
  });

  test('malformed, when what was signed is no origin', async () => {
    for (const text of ['', 'AAAA', Buffer.from('{"caller":null}').toString('base64url')]) {
      const values = { '@method': 'POST', '@path': '/graphql', ...signed(), [ORIGIN_HEADER]: text };
      const covered = Object.entries(values).filter(([name]) => !name.startsWith('signature'));
      const { id: keyId, key } = ring.current();
      const headers = signatureHeaders(covered, { keyId, key, lifetimeSeconds: 30, tag: 'manuel-usage' });
      await refused('malformed', take({ ...signed(), ...headers, [ORIGIN_HEADER]: text }));
    }
  });
});

test('clocks may be five seconds apart', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const ahead = signed();
  vi.setSystemTime(Date.now() - 4_000);
  verifier = new OriginVerifier(ring, 'usage', null);
  expect(await take(ahead)).toEqual(origin);
});

test('each signature is the HMAC of what others compute it from', () => {
  const headers = signed();
  const [, parameters = ''] = /^manuel=(.*)$/.exec(headers['signature-input'] ?? '') ?? [];
  const base = [
    '"@method": POST',
    '"@path": /graphql',
    `"content-digest": ${headers['content-digest']}`,
    '"content-type": application/json',
    `"${ORIGIN_HEADER}": ${headers[ORIGIN_HEADER]}`,
    `"@signature-params": ${parameters}`,
  ].join('\n');
  const key = createSecretKey(SECRET, 'base64url');
  expect(headers.signature).toBe(`manuel=:${createHmac('sha256', key).update(base).digest('base64')}:`);
});

test('while keys are rotated, those who know the old ring and the new one understand each other', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const newer = new FixedKeyRing(rotated(ringText).text);
  const byNew = new OriginSigner(newer, 'usage').prepare({ origin, path: '/graphql', body });
  // Before its time the new key signs nothing, so who has not read it yet takes all.
  expect(await take(byNew())).toEqual(origin);
  verifier = new OriginVerifier(newer, 'usage', null);
  expect(await take(signed())).toEqual(origin);
  vi.setSystemTime(Date.now() + 15_000);
  const byNewKey = byNew();
  expect(byNewKey['signature-input']).toContain(newer.current().id);
  expect(newer.current().id).not.toBe(ring.current().id);
  expect(await take(byNewKey)).toEqual(origin);
  expect(await take(signed())).toEqual(origin);
  vi.setSystemTime(Date.now() + 120_000);
  await refused('unknown-key', take(signed()));
});

function replaced(headers: Headers, what: string | RegExp, by: string): Headers {
  return { ...headers, 'signature-input': (headers['signature-input'] ?? '').replace(what, by) };
}
