import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PLAIN_EDGE } from '../src/edge/edge.ts';
import { Origins } from '../src/edge/origins.ts';
import { GatewayTester } from './gateway-tester.ts';
import { type RawAnswer, send } from './raw-http.ts';

const APP = 'https://app.example';
const OTHER = 'https://other.example';
const QUESTION = '{"query":"{ __typename }"}';
const GET = `?query=${encodeURIComponent('{ __typename }')}`;
const json = { 'content-type': 'application/json' };

let gateway: GatewayTester;
beforeAll(async () => {
  gateway = await GatewayTester.start({ edge: { ...PLAIN_EDGE, origins: new Origins([APP]) } });
}, 120_000);
afterAll(() => gateway.stop());

/** The CORS headers of an answer. */
function shared({ headers }: RawAnswer): string[] {
  return Object.keys(headers).filter((name) => name.startsWith('access-control-'));
}

function preflight(origin: string, path = '/graphql', asked = 'content-type'): Promise<RawAnswer> {
  const headers = {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': asked,
    'sec-fetch-site': 'cross-site',
  };
  return send(gateway.address + path, { method: 'OPTIONS', headers });
}

describe('a named origin', () => {
  test('may ask by any header that clients of GraphQL need', async () => {
    const answer = await preflight(APP);
    expect(answer.status).toBe(204);
    expect(answer.headers['access-control-allow-origin']).toBe(APP);
    expect(answer.headers['access-control-allow-credentials']).toBeUndefined();
    expect(answer.headers.vary).toMatch(/Origin/);
    const allowed = String(answer.headers['access-control-allow-headers']).split(', ');
    for (const name of [
      ...['content-type', 'authorization', 'apollo-require-preflight', 'x-request-id', 'x-api-key'],
      ...['signature', 'signature-input', 'content-digest'],
    ])
      expect(allowed).toContain(name);
  });

  test('may read the answer, its request’s id and the limits', async () => {
    const headers = { ...json, origin: APP, 'sec-fetch-site': 'cross-site' };
    const answer = await send(gateway.graphqlUrl, { method: 'POST', headers, body: QUESTION });
    expect(answer.status, answer.body).toBe(200);
    expect(answer.headers['access-control-allow-origin']).toBe(APP);
    expect(answer.headers.vary).toMatch(/Origin/);
    const exposed = String(answer.headers['access-control-expose-headers']).split(', ');
    expect(exposed).toEqual(expect.arrayContaining(['ratelimit', 'retry-after', 'x-request-id']));
  });

  test('may read a refusal too', async () => {
    const headers = { ...json, origin: APP, 'sec-fetch-site': 'cross-site', authorization: 'Bearer x' };
    const answer = await send(gateway.graphqlUrl, { method: 'POST', headers, body: QUESTION });
    expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([401, APP]);
  });

  test('may ask by GET', async () => {
    const headers = { origin: APP, 'sec-fetch-site': 'cross-site' };
    expect((await send(gateway.graphqlUrl + GET, { headers })).status).toBe(200);
  });

  test.each(['/playground', '/playground/config.json', '/metrics', '/admin/accounts'])(
    'reads nothing of %s',
    async (path) => {
      expect(shared(await preflight(APP, path))).toEqual([]);
      expect(shared(await send(gateway.address + path, { headers: { origin: APP } }))).toEqual([]);
      const changing = { method: 'POST', headers: { origin: APP, 'sec-fetch-site': 'cross-site' } };
      expect((await send(gateway.address + path, changing)).status).toBe(403);
    },
  );
});

describe('any other origin', () => {
  test.each([OTHER, 'https://app.example.other.example', 'http://app.example', `${APP}:8443`, 'null'])(
    'gets no header of CORS and no answer: %s',
    async (origin) => {
      expect(shared(await preflight(origin))).toEqual([]);
      const headers = { ...json, origin, 'sec-fetch-site': 'cross-site' };
      const answer = await send(gateway.graphqlUrl, { method: 'POST', headers, body: QUESTION });
      expect(shared(answer)).toEqual([]);
      expect(answer.status).toBe(403);
      expect(answer.headers.vary).toMatch(/Origin/);
    },
  );
});

describe('where no origin is named', () => {
  let closed: GatewayTester;
  beforeAll(async () => {
    closed = await GatewayTester.start();
  });
  afterAll(() => closed.stop());

  test('none is let in', async () => {
    const headers = { origin: APP, 'access-control-request-method': 'POST' };
    const answer = await send(closed.graphqlUrl, { method: 'OPTIONS', headers });
    expect([answer.status, shared(answer)]).toEqual([404, []]);
  });

  test('every one is let in for development, without credentials', async () => {
    const open = await GatewayTester.start({ edge: { ...PLAIN_EDGE, origins: new Origins(['*']) } });
    try {
      const headers = { ...json, origin: OTHER, 'sec-fetch-site': 'cross-site' };
      const answer = await send(open.graphqlUrl, { method: 'POST', headers, body: QUESTION });
      expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([200, OTHER]);
      expect(answer.headers['access-control-allow-credentials']).toBeUndefined();
    } finally {
      await open.stop();
    }
  });
});

describe('what the page of another site can send without a preflight', () => {
  const foreign = { origin: OTHER, 'sec-fetch-site': 'cross-site' };
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const multipart = { 'content-type': 'multipart/form-data; boundary=b' };
  const parts = `--b\r\ncontent-disposition: form-data; name="operations"\r\n\r\n${QUESTION}\r\n--b--\r\n`;

  test.each<[string, string, Record<string, string>, string | undefined]>([
    ['a form', 'POST', { ...foreign, ...form }, 'query={__typename}'],
    ['plain text', 'POST', { ...foreign, 'content-type': 'text/plain' }, QUESTION],
    ['a multipart form', 'POST', { ...foreign, ...multipart }, parts],
    ['a body without a type', 'POST', foreign, QUESTION],
    ['JSON, by a browser that asks nobody', 'POST', { ...foreign, ...json }, QUESTION],
    ['a GET', 'GET', { 'sec-fetch-site': 'cross-site' }, undefined],
    ['a GET of a sister site', 'GET', { 'sec-fetch-site': 'same-site' }, undefined],
    ['a GET of an older browser', 'GET', { origin: OTHER }, undefined],
    ['a GET of a page without an origin', 'GET', { origin: 'null' }, undefined],
    ['a HEAD', 'HEAD', { 'sec-fetch-site': 'cross-site' }, undefined],
  ])('is refused: %s', async (_what, method, headers, body) => {
    const search = body === undefined ? GET : '';
    const answer = await send(gateway.graphqlUrl + search, { method, headers, ...(body && { body }) });
    expect(answer.status).toBe(403);
    expect(shared(answer)).toEqual([]);
    if (method !== 'HEAD')
      expect(JSON.parse(answer.body)).toMatchObject({ errors: [{ extensions: { code: 'FOREIGN_ORIGIN' } }] });
  });

  test.each<[string, Record<string, string>, string]>([
    ['a form', form, 'query={__typename}'],
    ['plain text', { 'content-type': 'text/plain' }, QUESTION],
    ['plain text that says JSON beside', { 'content-type': 'text/plain; application/json' }, QUESTION],
    ['a multipart form', multipart, parts],
    ['a body without a type', {}, QUESTION],
  ])('is refused by its type from browsers that tell nothing: %s', async (_what, headers, body) => {
    const { status } = await send(gateway.graphqlUrl, { method: 'POST', headers, body });
    expect([400, 415]).toContain(status);
  });

  test.each(['text/plain', 'message/rfc822', ';', 'x', 'application/jsonx'])(
    'a GET with the type %s is refused',
    async (type) => {
      const { status, body } = await send(gateway.graphqlUrl + GET, { headers: { 'content-type': type } });
      expect([400, 415], body).toContain(status);
    },
  );

  test('a mutation by GET is refused, wherever it comes from', async () => {
    const mutation = `?query=${encodeURIComponent('mutation { __typename }')}`;
    const { status } = await send(gateway.graphqlUrl + mutation);
    expect(status).toBe(405);
  });

  test('a link to the playground works', async () => {
    const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    expect((await send(`${gateway.address}/playground`, { headers })).status).toBe(200);
  });

  test('its refusals are kept', async () => {
    const headers = { ...foreign, ...json };
    const answer = await send(gateway.graphqlUrl, {
      method: 'POST',
      headers,
      body: QUESTION,
      from: '127.0.0.77',
    });
    expect(await gateway.entryOf(String(answer.headers['x-request-id']))).toMatchObject({
      ...{ code: 'FOREIGN_ORIGIN', target: 'address:127.0.0.77' },
    });
  });
});

describe('what is no page of another site', () => {
  const host = () => new URL(gateway.address).host;

  test.each<[string, () => Record<string, string>]>([
    ['a client that is no browser', () => ({})],
    ['the gateway’s own page', () => ({ origin: gateway.address, 'sec-fetch-site': 'same-origin' })],
    ['its page in an older browser', () => ({ origin: gateway.address, host: host() })],
    ['somebody who typed the address', () => ({ 'sec-fetch-site': 'none' })],
  ])('may ask by GET and POST: %s', async (_who, headers) => {
    expect((await send(gateway.graphqlUrl + GET, { headers: headers() })).status).toBe(200);
    const asked = { method: 'POST', headers: { ...json, ...headers() }, body: QUESTION };
    expect((await send(gateway.graphqlUrl, asked)).status).toBe(200);
  });
});
