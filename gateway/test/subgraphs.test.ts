import { ORIGIN_HEADER, type Origin, OriginSigner } from '@manuel/identity';
import { RecordingLog, testCaller, testKeys } from '@manuel/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { remoteSubgraph } from '../src/remote-subgraphs.ts';
import { GatewayTester, SUBGRAPHS } from './gateway-tester.ts';

const log = new RecordingLog();
let gateway: GatewayTester;
beforeAll(async () => {
  gateway = await GatewayTester.start({ log: log.log });
}, 120_000);
afterAll(() => gateway.stop());

beforeEach(() => {
  for (const name of SUBGRAPHS) gateway.played[name].comeBack();
  gateway.played.usage.answers = () => ({ data: { me: { id: 'ada' } } });
  gateway.played.manuals.answers = () => ({
    data: { manual: { __typename: 'Manual', id: 'm1', title: 'Drill' } },
  });
  gateway.played.audit.answers = () => ({
    data: { _entities: [{ __typename: 'Manual', auditTrail: [{ id: 'e1' }] }] },
  });
});

function signedForUsage(origin: Origin, body: string): Record<string, string> {
  return new OriginSigner(testKeys, 'usage').prepare({ origin, path: '/graphql', body })();
}

const auditor = testCaller({ roles: ['auditor'] });
const BOTH = '{ me { id } manual(id: "m1") { title } }';
const TRAIL = '{ manual(id: "m1") { title auditTrail { id } } }';

describe('a subgraph is asked', () => {
  test('on behalf of the caller, in its workspace, with the id of the request', async () => {
    const caller = testCaller({ id: 'eve', workspace: 'globex', roles: ['author', 'auditor'] });
    const answer = await (await gateway.as(caller)).send(TRAIL);
    answer.expectData({ manual: { title: 'Drill', auditTrail: [{ id: 'e1' }] } });
    for (const name of ['manuals', 'audit'] as const) {
      expect(gateway.played[name].received.at(-1)?.origin).toEqual({
        ...{ caller, service: null, requestId: answer.headers.get('x-request-id') },
      });
    }
  });

  test('with nothing of what the client says of itself', async () => {
    const root = testCaller({ id: 'root', roles: ['admin'] });
    const origin = { caller: root, service: 'queries', requestId: 'forged' };
    const body = '{"query":"{ me { id } }"}';
    const { [ORIGIN_HEADER]: forged = '' } = signedForUsage(origin, body);
    const response = await fetch(gateway.graphqlUrl, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${await gateway.token()}`,
        ...{ [ORIGIN_HEADER]: forged, cookie: 'a=b' },
      },
      body,
    });
    expect(await response.json()).toEqual({ data: { me: { id: 'ada' } } });
    const requestId = response.headers.get('x-request-id');
    const made = { caller: testCaller(), service: null, requestId };
    expect(gateway.played.usage.received.at(-1)?.origin).toEqual(made);
  });

  test('nothing by somebody without a token, whatever origin that one sends', async () => {
    const origin = { caller: testCaller({ roles: ['admin'] }), service: null, requestId: 'forged' };
    const body = '{"query":"{ me { id } }"}';
    const before = gateway.asked;
    const response = await fetch(gateway.graphqlUrl, {
      method: 'POST',
      headers: signedForUsage(origin, body),
      body,
    });
    expect(response.status).toBe(401);
    expect(gateway.asked).toBe(before);
  });
});

describe('a subgraph that is away', () => {
  test('makes its own field null, says so at its path, and leaves the others', async () => {
    gateway.played.manuals.goAway();
    const answer = await (await gateway.as()).send(BOTH);
    expect(answer.status).toBe(200);
    expect(answer.data).toEqual({ me: { id: 'ada' }, manual: null });
    answer.expectError('UNAVAILABLE');
    expect(answer.errors[0]?.path).toEqual(['manual']);
    expect(answer.errors[0]?.extensions?.requestId).toBe(answer.headers.get('x-request-id'));
    gateway.played.manuals.comeBack();
    (await (await gateway.as()).send(BOTH)).expectData({ me: { id: 'ada' }, manual: { title: 'Drill' } });
  });

  test('behind another one makes its field null below what is there', async () => {
    gateway.played.audit.goAway();
    const answer = await (await gateway.as(auditor)).send(TRAIL);
    expect(answer.data).toEqual({ manual: { title: 'Drill', auditTrail: null } });
    answer.expectError('UNAVAILABLE');
    expect(answer.errors[0]?.path).toEqual(['manual', 'auditTrail']);
  });

  test('makes its part of what several answer together null, and leaves theirs', async () => {
    const parts = ['manuals', 'queries', 'usage'] as const;
    const before = parts.map((name) => gateway.played[name].received.length);
    for (const name of parts)
      gateway.played[name].answers = () => ({ data: { deadLetters: { [name]: { edges: [] } } } });
    const admin = await gateway.as(testCaller({ roles: ['admin'] }));
    const asked =
      '{ deadLetters { manuals { edges { cursor } } queries { edges { cursor } } usage { edges { cursor } } } }';
    const empty = { edges: [] };
    (await admin.send(asked)).expectData({ deadLetters: { manuals: empty, queries: empty, usage: empty } });
    expect(parts.map((name) => gateway.played[name].received.length)).toEqual(
      before.map((count) => count + 1),
    );
    for (const name of parts) {
      gateway.played[name].goAway();
      const answer = await admin.send(asked);
      expect(answer.data, answer.toString()).toEqual({
        deadLetters: { manuals: empty, queries: empty, usage: empty, [name]: null },
      });
      answer.expectError('UNAVAILABLE');
      expect(answer.errors[0]?.extensions?.serviceName).toBe(name);
      gateway.played[name].comeBack();
    }
  });

  test('is named, and its address and the inside are not', async () => {
    const remote = await GatewayTester.start({
      subgraphs: { manuals: remoteSubgraph('manuals', 'http://127.0.0.1:9/graphql', testKeys) },
    });
    try {
      const answer = await (await remote.as()).send('{ manual(id: "m1") { title } }');
      answer.expectError('UNAVAILABLE', /manuals/);
      expect(answer.toString()).not.toMatch(/127\.0\.0\.1|ECONNREFUSED|node_modules|stack/);
    } finally {
      await remote.stop();
    }
  });
});

describe('a failure of a subgraph', () => {
  test('that it gave a code keeps its sentence, code and path', async () => {
    gateway.played.manuals.answers = () => ({
      data: { manual: null },
      errors: [
        { message: 'This needs the role author.', path: ['manual'], extensions: { code: 'FORBIDDEN' } },
      ],
    });
    const answer = await (await gateway.as()).send(BOTH);
    answer.expectError('FORBIDDEN', /role author/);
    expect(answer.errors[0]?.path).toEqual(['manual']);
    expect(answer.data).toEqual({ me: { id: 'ada' }, manual: null });
  });

  test('that is a fault of ours says nothing of the inside, and is logged with the request’s id', async () => {
    gateway.played.manuals.answers = () => {
      throw new TypeError('cannot read postgres://secret@10.0.0.1');
    };
    const answer = await (await gateway.as()).send(BOTH);
    answer.expectError('INTERNAL_SERVER_ERROR', /went wrong inside Manuel/);
    expect(answer.toString()).not.toMatch(/10\.0\.0\.1|TypeError|stack/);
    const logged = log.atLeast(50).at(-1);
    expect(JSON.stringify(logged)).toContain('10.0.0.1');
  });

  test('that is refused there is not told by the gateway a second time', async () => {
    gateway.played.manuals.answers = () => ({
      data: { manual: null },
      errors: [{ message: 'No.', path: ['manual'], extensions: { code: 'UNAUTHENTICATED' } }],
    });
    const before = gateway.entries().length;
    (await (await gateway.as()).send(BOTH)).expectError('UNAUTHENTICATED');
    (await gateway.anonymous().send('{ me { id } }')).expectError('UNAUTHENTICATED');
    await expect.poll(() => gateway.entries().length).toBe(before + 1);
  });
});

describe('health', () => {
  test('names each subgraph, and is 503 when one is not ready', async () => {
    const ready = `${gateway.address}/health/ready`;
    const all = await fetch(ready);
    expect(all.status).toBe(200);
    expect(Object.keys(Object(await all.json()).dependencies).sort()).toEqual([...SUBGRAPHS]);
    gateway.played.queries.isReady = false;
    const some = await fetch(ready);
    gateway.played.queries.isReady = true;
    expect(some.status).toBe(503);
    expect(await some.json()).toMatchObject({
      status: 'unavailable',
      dependencies: { queries: { ok: false, error: 'It is not ready.' }, manuals: { ok: true } },
    });
    expect((await fetch(`${gateway.address}/health/live`)).status).toBe(200);
  });

  test('of a gateway that leaves is 503 while it still answers', async () => {
    const other = await GatewayTester.start();
    try {
      const left = other.leave();
      const health = await fetch(`${other.address}/health/ready`);
      expect(health.status).toBe(503);
      expect(await health.json()).toMatchObject({ status: 'leaving' });
      other.played.usage.answers = () => ({ data: { me: { id: 'ada' } } });
      (await (await other.as()).send('{ me { id } }')).expectData({ me: { id: 'ada' } });
      await left;
    } finally {
      await other.stop();
    }
  });

  test('of a subgraph in another process is what that one says of itself', async () => {
    const remote = await GatewayTester.start({
      subgraphs: {
        manuals: remoteSubgraph('manuals', `${gateway.address}/graphql`, testKeys),
        usage: remoteSubgraph('usage', 'http://127.0.0.1:9/graphql', testKeys),
      },
    });
    try {
      const health = await fetch(`${remote.address}/health/ready`);
      expect(health.status).toBe(503);
      expect(await health.json()).toMatchObject({
        dependencies: { manuals: { ok: true }, usage: { ok: false } },
      });
    } finally {
      await remote.stop();
    }
  });
});
