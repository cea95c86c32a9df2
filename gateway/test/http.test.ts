import { gzipSync } from 'node:zlib';
import { newTokenKey, TokenIssuer } from '@manuel/identity';
import { RecordingLog, testCaller } from '@manuel/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { GatewayTester } from './gateway-tester.ts';

const log = new RecordingLog();
let gateway: GatewayTester;
beforeAll(async () => {
  gateway = await GatewayTester.start({ log: log.log });
}, 120_000);
afterAll(() => gateway.stop());
afterEach(() => {
  // What clients do wrong is nothing that somebody must act upon.
  expect(log.atLeast(50)).toEqual([]);
});

const ME = '{"query":"{ me { id } }"}';

interface Refused {
  readonly status: number;
  readonly code: unknown;
  readonly message: string;
}

/** How a 401 says to ask again; a token that was no good is told from one that is missing (RFC 6750, 3). */
const CHALLENGE = /^Bearer( error="invalid_token", error_description="[^"]+")?$/;

/** Expects a refusal in GraphQL's shape, with its request's id and its one audit entry, that reached no subgraph. */
async function refusal(init: RequestInit, search = ''): Promise<Refused> {
  const asked = gateway.asked;
  const response = await fetch(gateway.graphqlUrl + search, { method: 'POST', ...init });
  const text = await response.text();
  // The shape of a GraphQL answer; what is missing fails the expectations.
  const { errors = [] } = JSON.parse(text) as {
    errors?: { message: string; extensions: Record<string, unknown> }[];
  };
  expect(errors, text).toHaveLength(1);
  const [error] = errors;
  const requestId = response.headers.get('x-request-id') ?? '';
  expect(error?.extensions.requestId, text).toBe(requestId);
  expect(text).not.toMatch(/node_modules|stack/);
  expect(await gateway.entryOf(requestId)).toMatchObject({
    ...{ action: 'request.refuse', outcome: 'REFUSED', code: error?.extensions.code },
  });
  expect(gateway.asked).toBe(asked);
  if (response.status === 401) expect(response.headers.get('www-authenticate')).toMatch(CHALLENGE);
  return { status: response.status, code: error?.extensions.code, message: error?.message ?? '' };
}

async function signedIn(init: RequestInit): Promise<RequestInit> {
  const authorization = `Bearer ${await gateway.token()}`;
  return { ...init, headers: { ...json, authorization, ...init.headers } };
}

/** In GraphQL's own media type the status says what was wrong; in plain JSON it is 200. */
const json = { 'content-type': 'application/json', accept: 'application/graphql-response+json' };

test('a POST that is no JSON does not get the answer of a GET to the same URL', async () => {
  const { usage } = gateway.played;
  const asked = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  usage.answers = async () => {
    asked.resolve();
    await release.promise;
    return { data: { me: { id: 'ada' } } };
  };
  const search = `?query=${encodeURIComponent('{ me { id } }')}`;
  const { headers } = await signedIn({ headers: { 'content-type': 'text/plain' } });
  const { 'content-type': _type, ...ofGet } = Object(headers);
  const get = fetch(gateway.graphqlUrl + search, { headers: ofGet });
  await asked.promise;
  const post = fetch(gateway.graphqlUrl + search, { method: 'POST', headers: Object(headers), body: 'x' });
  // Shared, it would wait for the release.
  const { status } = await post;
  release.resolve();
  expect(status).toBeGreaterThanOrEqual(400);
  expect((await get).status).toBe(200);
});

describe('without a token', () => {
  test('nothing can be asked but what answers', async () => {
    (await gateway.anonymous().send('{ __typename }')).expectData({ __typename: 'Query' });
    (await gateway.anonymous().send('query Ping { a: __typename b: __typename }')).expectMatch({
      a: 'Query',
    });
  });

  test.each([
    ['a field', '{ me { id } }'],
    ['a field beside __typename', '{ __typename me { id } }'],
    ['a field in a fragment', '{ ... { me { id } } }'],
    ['the schema', '{ __schema { types { name } } }'],
    ['a type', '{ __type(name: \\"Query\\") { name } }'],
    ['a mutation', 'mutation { removeManual(id: \\"1\\") { __typename } }'],
  ])('%s is refused', async (_what, query) => {
    const refused = await refusal({ headers: json, body: `{"query":"${query}"}` });
    expect(refused).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
  });
});

describe('with a token', () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { sub: 'ada', workspace: 'acme', roles: ['admin'], iss: 'manuel', aud: 'manuel-gateway' };

  test.each([
    ['that is over', () => gateway.token(testCaller(), -31)],
    ['of another key', () => new TokenIssuer(newTokenKey()).issue(testCaller({ roles: ['admin'] }), 60)],
    ['without a signature', async () => `${part({ alg: 'none', typ: 'at+jwt' })}.${part(claims)}.`],
    ['that says it needs none', async () => `${part({ alg: 'none', typ: 'at+jwt' })}.${part(claims)}.AAAA`],
    [
      'whose claims were changed',
      async () => {
        const [head, , signature] = (await gateway.token()).split('.');
        return `${head}.${part({ ...claims, iat: 1, exp: 9_999_999_999 })}.${signature}`;
      },
    ],
    ['that is none', async () => 'let-me-in'],
    ['that is empty', async () => ''],
  ])('%s, not even __typename is answered', async (_what, token) => {
    const headers = { ...json, authorization: `Bearer ${await token()}` };
    expect(await refusal({ headers, body: '{"query":"{ __typename }"}' })).toMatchObject({
      ...{ status: 401, code: 'UNAUTHENTICATED' },
    });
  });

  test.each(['Basic YWRhOmFkYQ==', 'Bearer', 'Bearer a.b.c d', 'bearer:a.b.c', 'a.b.c'])(
    'in a header like "%s", nothing is answered',
    async (authorization) => {
      const refused = await refusal({ headers: { ...json, authorization }, body: ME });
      expect(refused).toMatchObject({ status: 401, code: 'UNAUTHENTICATED', message: /Bearer|token/ });
    },
  );

  test('the entry of a refusal names its caller', async () => {
    const caller = testCaller({ id: 'eve', workspace: 'globex' });
    const headers = { authorization: `Bearer ${await gateway.token(caller)}` };
    await refusal(
      await signedIn({ headers, body: '{"query":"query Sneak($id: ID!) { manual(id: $id) { id } }"}' }),
    );
    expect(gateway.entries().at(-1)).toMatchObject({
      ...{ actorId: 'eve', workspace: 'globex', target: 'operation:Sneak' },
    });
  });
});

describe('what cannot be read is refused:', () => {
  const long = JSON.stringify({ query: '{ me { id } }', variables: { x: 'x'.repeat(1024 * 1024) } });
  const cycle = 'query { ...A } fragment A on Query { me { id } ...B } fragment B on Query { ...A }';
  const wide = `{ ${'me { id } '.repeat(4_000)} }`;
  const aliases = `{ ${Array.from({ length: 501 }, (_, index) => `a${index}: me { id }`).join(' ')} }`;
  const query = (text: string, more: object = {}) => JSON.stringify({ query: text, ...more });

  test.each([
    ['malformed JSON', '{"query":', {}, 400, 'BAD_REQUEST'],
    ['an empty body', '', {}, 400, 'BAD_REQUEST'],
    ['JSON that is no object', '"{ me { id } }"', {}, 400, 'BAD_REQUEST'],
    ['a batch', `[${ME},${ME}]`, {}, 400, 'BAD_REQUEST'],
    ['no query', '{"variables":{}}', {}, 400, 'BAD_REQUEST'],
    ['a query that is no text', '{"query":{"me":1}}', {}, 400, 'BAD_REQUEST'],
    ['variables that are text', query('{ me { id } }', { variables: '{}' }), {}, 400, 'BAD_REQUEST'],
    ['a body of more than 1 MiB', long, {}, 413, 'TOO_LARGE'],
    ['XML', '<query/>', { 'content-type': 'application/xml' }, 415, 'BAD_REQUEST'],
    ['a form', 'query={me{id}}', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'BAD_REQUEST'],
    ['plain text', ME, { 'content-type': 'text/plain' }, 400, 'BAD_REQUEST'],
    ['malformed GraphQL', query('{ me {'), {}, 400, 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', query('{ secrets }'), {}, 400, 'GRAPHQL_VALIDATION_FAILED'],
    ['a fragment within itself', query(cycle), {}, 400, 'GRAPHQL_VALIDATION_FAILED'],
    ['501 aliases', query(aliases), {}, 400, 'OPERATION_TOO_COMPLEX'],
    ['15,001 words', query(wide), {}, 400, 'GRAPHQL_PARSE_FAILED'],
    [
      'an unknown operation',
      query('query A { me { id } }', { operationName: 'B' }),
      {},
      400,
      'OPERATION_RESOLUTION_FAILURE',
    ],
    ['a missing variable', query('query ($id: ID!) { manual(id: $id) { id } }'), {}, 400, 'BAD_USER_INPUT'],
    [
      'a hash instead of a query',
      '{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"a"}}}',
      {},
      200,
      'PERSISTED_QUERY_NOT_SUPPORTED',
    ],
  ])('%s', async (_what, body, headers, status, code) => {
    expect(await refusal(await signedIn({ body, headers }))).toMatchObject({ status, code });
  });

  test('a GET that a foreign page could send', async () => {
    const { headers } = await signedIn({});
    const { authorization } = Object(headers);
    const foreign = { authorization, 'sec-fetch-site': 'cross-site' };
    const refused = await refusal({ method: 'GET', headers: foreign }, '?query={me{id}}');
    expect(refused).toMatchObject({ status: 403, code: 'FOREIGN_ORIGIN' });
  });

  test('a mutation by GET', async () => {
    const refused = await refusal(
      await signedIn({ method: 'GET' }),
      '?query=mutation{removeManual(id:"1"){__typename}}',
    );
    expect(refused).toMatchObject({ status: 405, code: 'BAD_REQUEST' });
  });
});

describe('the id of a request', () => {
  test.each(['abc-1', '01a1f7df-b3d3-7597-a559-5f57909a8846', 'A.b:c_d', 'x'.repeat(128)])(
    'is the client’s own when it is like %s',
    async (id) => {
      const response = await fetch(gateway.graphqlUrl, {
        ...(await signedIn({ method: 'POST', body: '{', headers: { 'x-request-id': id } })),
      });
      expect(response.headers.get('x-request-id')).toBe(id);
      expect(await response.json()).toMatchObject({ errors: [{ extensions: { requestId: id } }] });
    },
  );

  test.each([
    ['10,000 signs', 'x'.repeat(10_000)],
    ['129 signs', 'x'.repeat(129)],
    ['a new line', 'a\nforged: log line'],
    ['spaces', 'a b'],
    ['markup', '<script>'],
    ['nothing', ''],
  ])('is a new one when the client’s has %s', async (_what, id) => {
    const answer = await gateway.server.inject({
      ...{ method: 'POST', url: '/graphql', payload: '{ "query": "{ __typename }" }' },
      headers: { ...json, 'x-request-id': id },
    });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('what Manuel’s processes say to each other', () => {
  const charge = 'input: { chargeId: "1", userId: "ada" }';

  test.each([
    ['takeQuota', `mutation { takeQuota(${charge}) { __typename } }`],
    ['settleQuota', 'mutation { settleQuota(input: { chargeId: "1", userId: "ada", outcome: RETURN }) }'],
    ['recordEntries', 'mutation { recordEntries(entries: []) }'],
    ['_entities', '{ _entities(representations: []) { __typename } }'],
    ['_service', '{ _service { sdl } }'],
  ])('cannot be said from outside: %s', async (name, query) => {
    const refused = await refusal(await signedIn({ body: JSON.stringify({ query }) }));
    expect(refused).toMatchObject({ status: 400, code: 'GRAPHQL_VALIDATION_FAILED' });
    expect(refused.message).toContain(`"${name}"`);
  });

  test('stands not in the schema that a caller reads, and the rest does', async () => {
    const asked = '{ __schema { mutationType { fields { name } } types { name } } }';
    const answer = await (await gateway.as(testCaller({ roles: ['admin'] }))).send(asked);
    expect(answer.errors).toEqual([]);
    const names = JSON.stringify(answer.data).matchAll(/"name":"(\w+)"/g);
    const seen = new Set([...names].map(([, name]) => name));
    for (const open of ['Manual', 'Question', 'AuditEntry', 'Usage', 'ask', 'requestUpload'])
      expect(seen).toContain(open);
    for (const hidden of [
      ...['takeQuota', 'settleQuota', 'recordEntries', '_entities', '_Any', 'AuditEntryInput'],
      ...[
        'TakeQuotaInput',
        'SettleQuotaInput',
        'ChargeOutcome',
        'TakeQuotaResult',
        'QuotaTaken',
        'QuotaRefused',
      ],
    ])
      expect(seen).not.toContain(hidden);
  });
});

test('headers keep browsers from guessing types', async () => {
  const response = await fetch(gateway.graphqlUrl, {
    method: 'POST',
    headers: json,
    body: '{"query":"{ __typename }"}',
  });
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
});

describe('a long answer', () => {
  const long = { query: '{ __schema { types { name description fields { name description } } } }' };

  test.each(['br', 'gzip'])('is sent compressed with %s to clients that accept it', async (encoding) => {
    const init = await signedIn({ method: 'POST', body: JSON.stringify(long) });
    const plain = await gateway.server.inject({ ...injected(init), url: '/graphql' });
    const answer = await gateway.server.inject({
      ...{ ...injected(init), url: '/graphql' },
      headers: { ...Object(init.headers), 'accept-encoding': encoding },
    });
    expect(answer.headers['content-encoding']).toBe(encoding);
    expect(answer.headers.vary).toContain('accept-encoding');
    expect(answer.rawPayload.length).toBeLessThan(plain.rawPayload.length / 3);
  });
});

test('a compressed request is refused instead of unfolded', async () => {
  const init = await signedIn({ body: gzipSync(ME), headers: { 'content-encoding': 'gzip' } });
  expect(await refusal(init)).toMatchObject({ status: 400, code: 'BAD_REQUEST' });
});

/** What `inject` takes of a fetch's options. */
function injected({ headers, body }: RequestInit) {
  return { method: 'POST', headers: Object(headers), payload: String(body) } as const;
}
