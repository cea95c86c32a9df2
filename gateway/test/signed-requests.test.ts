import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Caller, type ClientKey, signRequest } from '@manuel/identity';
import { Unavailable } from '@manuel/service';
import { ChildScript, eventually, RecordingLog, RedisServer, testCaller } from '@manuel/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { SigningKeys } from '../src/pipeline/signing-keys.ts';
import { GatewayTester } from './gateway-tester.ts';

/** Keys as whoever keeps service accounts would know them. */
class PlayedKeys implements SigningKeys {
  readonly known = new Map<string, { caller: Caller; secret: Uint8Array }>();
  readonly uses: string[] = [];
  isAway = false;

  async find(keyId: string) {
    if (this.isAway) throw new Unavailable('Keys cannot be looked up now; try again in a moment.');
    return this.known.get(keyId) ?? null;
  }

  used(keyId: string): void {
    this.uses.push(keyId);
  }

  give(id: string, caller: Caller): ClientKey {
    const secret = randomBytes(32);
    this.known.set(id, { caller, secret });
    return { id, secret };
  }
}

const keys = new PlayedKeys();
const robot = testCaller({ id: 'robot', workspace: 'globex' });
const key = keys.give('k-robot', robot);
const other = keys.give('k-other', testCaller({ id: 'other' }));
const recording = new RecordingLog();
let redis: RedisServer;
let gateway: GatewayTester;
let second: GatewayTester;

beforeAll(async () => {
  redis = await RedisServer.start();
  const options = { signingKeys: keys, redisUrl: redis.url, log: recording.log };
  gateway = await GatewayTester.start(options);
  second = await GatewayTester.start(options);
}, 120_000);
afterAll(async () => {
  await gateway.stop();
  await second.stop();
  await redis.stop();
});

beforeEach(() => {
  keys.isAway = false;
  for (const one of [gateway, second]) one.played.usage.answers = () => ({ data: { me: { id: 'robot' } } });
});

const ME = '{ me { id } }';
const JSON_TYPE = { 'content-type': 'application/json' };

interface Sent {
  readonly url: string;
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
}

function post(query = ME, by: ClientKey = key): Sent {
  const body = JSON.stringify({ query });
  const request = { method: 'POST', url: gateway.graphqlUrl, body };
  return { ...request, headers: signRequest({ ...request, headers: JSON_TYPE }, by) };
}

function get(query = ME): Sent {
  const request = { method: 'GET', url: `${gateway.graphqlUrl}?query=${encodeURIComponent(query)}` };
  return { ...request, headers: signRequest(request, key) };
}

const Answer = z.object({
  data: z.unknown().optional(),
  errors: z.array(z.object({ message: z.string(), extensions: z.object({ code: z.string() }) })).optional(),
});

async function send({ url, ...init }: Sent) {
  const response = await fetch(url, init);
  const answer = Answer.parse(await response.json());
  const requestId = response.headers.get('x-request-id') ?? '';
  return { status: response.status, answer, message: answer.errors?.[0]?.message, requestId };
}

async function refused(sent: Sent, sentence: RegExp): Promise<string> {
  const before = gateway.asked;
  const { status, answer, message, requestId } = await send(sent);
  expect(status, message).toBe(401);
  expect(answer.errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED');
  expect(answer.data).toBeUndefined();
  expect(message).toMatch(sentence);
  expect(gateway.asked).toBe(before);
  return requestId;
}

describe('a request that a machine client has signed', () => {
  test.each([
    ['POST', post],
    ['GET', get],
  ])('with %s is answered as for the key’s caller', async (_method, make) => {
    expect(await send(make())).toMatchObject({ status: 200, answer: { data: { me: { id: 'robot' } } } });
    expect(gateway.played.usage.received.at(-1)?.origin).toMatchObject({ caller: robot, service: null });
  });

  test('may cover the target URI instead of its parts, as other libraries do', async () => {
    const body = JSON.stringify({ query: ME });
    const digest = `sha-256=:${createHashOf(body)}:`;
    const created = Math.floor(Date.now() / 1000);
    const covered = '("@method" "@target-uri" "content-digest" "content-type")';
    const parameters = `${covered};created=${created};expires=${created + 300};nonce="${randomUUID()}";keyid="k-robot"`;
    const base = [
      '"@method": POST',
      `"@target-uri": ${gateway.graphqlUrl}`,
      `"content-digest": ${digest}`,
      '"content-type": application/json',
      `"@signature-params": ${parameters}`,
    ].join('\n');
    const signature = createHmac('sha256', key.secret).update(base).digest('base64');
    const headers = {
      ...JSON_TYPE,
      'content-digest': digest,
      'signature-input': `theirs=${parameters}`,
      signature: `theirs=:${signature}:`,
    };
    const sent = { url: gateway.graphqlUrl, method: 'POST', headers, body };
    expect(await send(sent)).toMatchObject({ status: 200 });
  });

  test('is made by the client that the documentation shows', async () => {
    const page = readFileSync(new URL('../../docs/security.md', import.meta.url), 'utf8');
    const [, client = ''] = /```js\n(import \{ createHash[\s\S]*?)```/.exec(page) ?? [];
    const secret = Buffer.from(key.secret).toString('base64url');
    const environment = { MANUEL_URL: gateway.graphqlUrl, KEY_ID: key.id, SIGNING_SECRET: secret };
    const script = new ChildScript(`Object.assign(process.env, ${JSON.stringify(environment)});\n${client}`);
    expect(JSON.parse(await script.result())).toEqual({ data: { me: { id: 'robot' } } });
  });

  test('leaves no secret in the log', () => {
    expect(JSON.stringify(recording.lines)).not.toContain(Buffer.from(key.secret).toString('base64'));
  });
});

describe('a signed request is refused', () => {
  test('with another body, and nothing of it is asked', async () => {
    const id = await refused(
      { ...post(), body: JSON.stringify({ query: '{ usage { today } }' }) },
      /body is not the one that was signed/,
    );
    const entry = { actorId: 'robot', action: 'request.refuse', code: 'UNAUTHENTICATED' };
    expect(await gateway.entryOf(id)).toMatchObject(entry);
  });

  test('with bytes that are no text', async () => {
    const { url, method, headers } = post();
    const response = await fetch(url, { method, headers, body: Buffer.from([0x7b, 0xff, 0xfe]) });
    expect(response.status).toBe(401);
  });

  test('at another path, with another query or by another method', async () => {
    const sent = get();
    await refused({ ...sent, url: `${sent.url}&operationName=A` }, /not that of this request/);
    await refused({ ...get('{ other }'), url: sent.url }, /not that of this request/);
    const { body: _left, ...unbodied } = post();
    await refused({ ...unbodied, method: 'GET' }, /not that of this request/);
  });

  test('when it does not cover its body', async () => {
    const { body: _left, ...unbodied } = post();
    const headers = { ...JSON_TYPE, ...signRequest({ ...unbodied, headers: {} }, key) };
    const id = await refused({ ...post(), headers }, /does not cover content-digest, content-type/);
    expect(await gateway.entryOf(id)).toMatchObject({ actorId: null });
  });

  test('when it is good for longer than five minutes', async () => {
    const sent = post();
    const input = (sent.headers['signature-input'] ?? '').replace(/expires=(\d+)/, (_all, at: string) => {
      return `expires=${Number(at) + 300}`;
    });
    await refused({ ...sent, headers: { ...sent.headers, 'signature-input': input } }, /longer than 300/);
  });

  test('with a key that nobody has, or that is gone', async () => {
    await refused(post(ME, { id: 'k-nobody', secret: randomBytes(32) }), /Nobody has the key/);
    await refused(post(ME, { id: 'k-robot', secret: randomBytes(32) }), /not that of this request/);
    const passing = keys.give('k-passing', robot);
    expect(await send(post(ME, passing))).toMatchObject({ status: 200 });
    keys.known.delete('k-passing');
    await refused(post(ME, passing), /Nobody has the key/);
  });

  test('with a token beside it', async () => {
    const sent = post();
    const authorization = `Bearer ${await gateway.token()}`;
    await refused({ ...sent, headers: { ...sent.headers, authorization } }, /Say once who asks/);
  });

  test('with half a signature', async () => {
    const { signature: _left, ...headers } = post().headers;
    await refused({ ...post(), headers }, /must hold one signature/);
  });

  test('by a gateway that keeps no keys', async () => {
    const without = await GatewayTester.start();
    try {
      const answer = await send({ ...post(), url: without.graphqlUrl });
      expect(answer).toMatchObject({
        status: 401,
        message: expect.stringMatching(/takes no signed requests/),
      });
    } finally {
      await without.stop();
    }
  });
});

test('keys that cannot be looked up make a signed request unavailable, and no other', async () => {
  keys.isAway = true;
  expect(await send(post())).toMatchObject({ status: 503 });
  (await (await gateway.as()).send(ME)).expectData({ me: { id: 'robot' } });
});

describe('answers are shared', () => {
  /** Asks at the same time, while the subgraph waits. @returns how often the subgraph was asked */
  async function askedTogether(...sent: (() => Promise<unknown>)[]): Promise<number> {
    const { promise, resolve } = Promise.withResolvers<void>();
    gateway.played.usage.answers = async () => {
      await promise;
      return { data: { me: { id: 'x' } } };
    };
    const before = gateway.asked;
    const answers = sent.map((one) => one());
    await expect.poll(() => gateway.asked).toBeGreaterThan(before);
    // Whoever would share has come by then.
    await new Promise((done) => setTimeout(done, 100));
    resolve();
    await Promise.all(answers);
    return gateway.asked - before;
  }

  test('by equal requests of one key', async () => {
    expect(
      await askedTogether(
        async () => send(post()),
        async () => send(post()),
      ),
    ).toBe(1);
  });

  test('with no other key, and with nobody who has another credential', async () => {
    const byToken = async () => (await gateway.as(robot)).send(ME);
    expect(
      await askedTogether(
        async () => send(post()),
        async () => send(post(ME, other)),
        byToken,
      ),
    ).toBe(3);
  });

  test('with nobody who has none', async () => {
    const [signed, anonymous] = [post(), gateway.anonymous()];
    await askedTogether(
      async () => send(signed),
      async () => (await anonymous.send(ME)).expectError('UNAUTHENTICATED'),
    );
  });
});

describe('a replay is refused', () => {
  test.each([
    ['POST', post],
    ['GET', get],
  ])('with %s', async (_method, make) => {
    const sent = make();
    expect(await send(sent)).toMatchObject({ status: 200 });
    await refused(sent, /used before/);
  });

  test('by another gateway, too', async () => {
    // To clients, all gateways have one name.
    const body = JSON.stringify({ query: ME });
    const request = { method: 'POST', url: 'http://manuel.test/graphql', body };
    // Where Redis is later than its deadline, each goes by itself for a moment.
    await eventually(async () => {
      const headers = signRequest({ ...request, headers: JSON_TYPE }, key);
      const at = (one: GatewayTester) =>
        one.server.inject({
          method: 'POST',
          url: '/graphql',
          headers: { ...headers, host: 'manuel.test' },
          payload: body,
        });
      expect((await at(gateway)).statusCode).toBe(200);
      expect((await at(second)).statusCode).toBe(401);
      expect((await at(gateway)).statusCode).toBe(401);
    });
  });

  test('by each gateway by itself while Redis is away, and nothing hangs', async () => {
    await redis.stop();
    const sent = post();
    expect(await send(sent)).toMatchObject({ status: 200 });
    await refused(sent, /used before/);
  });
});

function createHashOf(body: string): string {
  return createHash('sha256').update(body).digest('base64');
}
