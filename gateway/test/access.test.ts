import { testCaller } from '@manuel/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readSupergraph } from '../src/supergraph.ts';
import { GatewayTester, SUBGRAPHS } from './gateway-tester.ts';

const TRAIL = '{ manual(id: "m1") { title auditTrail { id } } }';
const reader = testCaller();
const auditor = testCaller({ roles: ['auditor'] });

let filtering: GatewayTester;
let rejecting: GatewayTester;
beforeAll(async () => {
  filtering = await GatewayTester.start();
  rejecting = await GatewayTester.start({ accessMode: 'reject' });
}, 120_000);
afterAll(async () => {
  await filtering.stop();
  await rejecting.stop();
});
beforeEach(() => {
  for (const { played } of [filtering, rejecting]) {
    for (const name of SUBGRAPHS) played[name].received.length = 0;
    played.manuals.answers = () => ({
      data: { manual: { __typename: 'Manual', id: 'm1', title: 'Drill' } },
    });
    played.audit.answers = () => ({
      data: { _entities: [{ __typename: 'Manual', auditTrail: [{ id: 'e1' }] }] },
    });
    played.usage.answers = () => ({ data: { me: { __typename: 'User', id: 'ada' } } });
  }
});

describe('an operation of which its caller may not have all', () => {
  test('is answered without it, and its subgraph is not asked', async () => {
    const answer = await (await filtering.as(reader)).send(TRAIL);
    answer.expectError('FORBIDDEN', /audit:read/);
    expect([answer.status, answer.data]).toEqual([200, { manual: { title: 'Drill', auditTrail: null } }]);
    expect(answer.errors[0]?.path).toEqual(['manual', 'auditTrail']);
    expect(filtering.played.audit.received).toEqual([]);
    (await (await filtering.as(auditor)).send(TRAIL)).expectData({
      manual: { title: 'Drill', auditTrail: [{ id: 'e1' }] },
    });
  });

  test('leaves one entry for each field that was withheld, however often it is asked for', async () => {
    const text = '{ a: manual(id: "m1") { auditTrail { id } } b: manual(id: "m1") { auditTrail { id } } }';
    filtering.played.manuals.answers = () => ({ data: { a: null, b: null } });
    const answer = await (await filtering.as(reader)).send(text);
    expect(await filtering.entryOf(answer.headers.get('x-request-id') ?? '')).toMatchObject({
      ...{ actorId: 'ada', workspace: 'acme', action: 'request.refuse', outcome: 'REFUSED' },
      ...{ code: 'FORBIDDEN', target: 'field:Manual.auditTrail' },
    });
  });

  test('is refused as a whole where the gateway rejects, with all that it may not have', async () => {
    const answer = await (await rejecting.as(reader)).send(TRAIL);
    answer.expectError('FORBIDDEN', /audit:read/);
    expect(answer.status).toBe(403);
    expect(answer.errors[0]?.extensions).toMatchObject({
      fields: [{ coordinate: 'Manual.auditTrail', path: ['manual', 'auditTrail'] }],
    });
    expect(rejecting.asked).toBe(0);
    expect(await rejecting.entryOf(answer.headers.get('x-request-id') ?? '')).toMatchObject({
      target: 'field:Manual.auditTrail',
    });
  });

  test('is answered in one piece, also where it has deferred parts', async () => {
    const text = '{ manual(id: "m1") { title ... @defer { auditTrail { id } } } }';
    const response = await fetch(filtering.graphqlUrl, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await filtering.token(reader)}`,
        ...{ 'content-type': 'application/json', accept: 'multipart/mixed; deferSpec=20220824' },
      },
      body: JSON.stringify({ query: text }),
    });
    const body = await response.text();
    expect(body).toContain('"auditTrail":null');
    expect(body).toContain('FORBIDDEN');
    expect(filtering.played.audit.received).toEqual([]);
  });
});

test('callers who ask the same at the same time each get what is theirs', async () => {
  const [one, other] = await Promise.all([
    (await filtering.as(reader)).send(TRAIL),
    (await filtering.as(auditor)).send(TRAIL),
  ]);
  expect(one.data).toEqual({ manual: { title: 'Drill', auditTrail: null } });
  expect(other.data).toEqual({ manual: { title: 'Drill', auditTrail: [{ id: 'e1' }] } });
});

test.each(['{ _entities(representations: []) { __typename } }', '{ _service { sdl } }'])(
  'what is between the subgraphs alone is no part of what clients see: %s',
  async (text) => {
    (await (await filtering.as(auditor)).send(text)).expectError('GRAPHQL_VALIDATION_FAILED');
  },
);

test('nobody learns by introspection what only the gateway and the subgraphs know', async () => {
  const text = '{ __schema { directives { name } types { name } } }';
  const answer = await (await filtering.as(reader)).send(text);
  expect(JSON.stringify(answer.data)).not.toMatch(/requiresScopes|policy|join__|takeQuota/);
});

test('a supergraph that calls its rules otherwise is guarded all the same', async () => {
  const renamed = readSupergraph()
    .replace('requiresScopes/v0.1"', 'requiresScopes/v0.1", as: "may"')
    .replaceAll('@requiresScopes', '@may')
    .replaceAll('requiresScopes__', 'may__');
  expect(renamed).toContain('auditTrail: [AuditEntry!] @join__field(graph: AUDIT) @may');
  filtering.replaceSupergraph(renamed);
  try {
    (await (await filtering.as(reader)).send(TRAIL)).expectError('FORBIDDEN', /audit:read/);
    expect(filtering.played.audit.received).toEqual([]);
  } finally {
    filtering.replaceSupergraph(readSupergraph());
  }
});
