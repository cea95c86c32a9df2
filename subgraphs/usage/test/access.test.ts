import { randomUUID } from 'node:crypto';
import { OriginSigner } from '@manuel/identity';
import { eventually, testCaller, testDatabase, testKeys } from '@manuel/testkit';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { migrate } from './migrate.ts';
import { newCaller, UsageTester } from './usage-tester.ts';

const usage = await UsageTester.start(await testDatabase('usage', migrate), { perDay: 5, perMonth: 50 });
afterAll(() => usage.stop());
beforeEach(() => usage.audit.comeBack());

describe('usage', () => {
  test('callers see their own', async () => {
    const caller = newCaller();
    await usage.take(caller);
    (await usage.usage(caller)).expectData({
      _entities: [
        {
          usage: {
            today: { used: 1, limit: 5, remaining: 4, resetsAt: expect.stringMatching(/T00:00:00\.000Z$/) },
            month: {
              used: 1,
              limit: 50,
              remaining: 49,
              resetsAt: expect.stringMatching(/-01T00:00:00\.000Z$/),
            },
          },
        },
      ],
    });
  });

  test('`me` is the caller', async () => {
    const caller = newCaller();
    const answer = await usage.served.as(caller).send('{ me { id usage { today { used } } } }');
    answer.expectData({ me: { id: caller.id, usage: { today: { used: 0 } } } });
  });

  test('readers and authors do not see that of others', async () => {
    const other = newCaller();
    for (const role of ['reader', 'author'] as const) {
      const answer = await usage.usage(newCaller({ roles: [role] }), [other.id]);
      expect(answer.data).toEqual({ _entities: [{ usage: null }] });
      answer.expectError('FORBIDDEN', /auditors/);
    }
  });

  test('auditors and admins see that of all in their workspace', async () => {
    const [one, two] = [newCaller(), newCaller()];
    await usage.take(one);
    for (const role of ['auditor', 'admin'] as const) {
      const answer = await usage.usage(newCaller({ roles: [role] }), [one.id, two.id]);
      answer.expectMatch({
        _entities: [{ usage: { today: { used: 1 } } }, { usage: { today: { used: 0 } } }],
      });
    }
  });

  test('an auditor of another workspace sees none of it', async () => {
    const caller = newCaller();
    await usage.take(caller);
    const stranger = newCaller({ workspace: 'globex', roles: ['auditor'] });
    (await usage.usage(stranger, [caller.id])).expectMatch({
      _entities: [{ usage: { today: { used: 0 } } }],
    });
  });
});

describe('cost', () => {
  test('is null until the question is settled', async () => {
    const caller = newCaller();
    const id = randomUUID();
    await usage.take(caller, id);
    (await usage.cost(caller, id)).expectData({ _entities: [{ cost: null }] });
    await usage.settle(caller, id, { outcome: 'KEEP', computeMilliseconds: 40, amountUsd: 0.01 });
    const cost = { questions: 1, computeMilliseconds: 40, amountUsd: 0.01 };
    (await usage.cost(caller, id)).expectData({ _entities: [{ cost }] });
  });

  test('is seen by its asker and by auditors of the workspace alone', async () => {
    const caller = newCaller();
    const id = randomUUID();
    await usage.take(caller, id);
    await usage.settle(caller, id, { outcome: 'KEEP' });
    (await usage.cost(newCaller({ roles: ['auditor'] }), id)).expectMatch({
      _entities: [{ cost: { questions: 1 } }],
    });
    (await usage.cost(newCaller(), id)).expectData({ _entities: [{ cost: null }] });
    const stranger = newCaller({ workspace: 'globex', roles: ['admin'] });
    (await usage.cost(stranger, id)).expectData({ _entities: [{ cost: null }] });
  });

  test('of what is no question is null', async () => {
    (await usage.cost(newCaller(), 'not-a-uuid')).expectData({ _entities: [{ cost: null }] });
  });
});

describe('charging', () => {
  test.each(['manuals', 'audit', 'gateway'])('is refused to the process %s', async (service) => {
    const caller = newCaller();
    const end = { outcome: 'RETURN' } as const;
    (await usage.takeAs(service, caller)).expectError('FORBIDDEN');
    (await usage.settleAs(service, caller, randomUUID(), end)).expectError('FORBIDDEN');
    expect(await usage.used(caller)).toEqual([0, 0]);
  });

  test('is refused to callers, whatever their role', async () => {
    const admin = newCaller({ roles: ['admin'] });
    const take = 'mutation ($input: TakeQuotaInput!) { takeQuota(input: $input) { __typename } }';
    const input = { chargeId: randomUUID(), userId: admin.id };
    (await usage.served.as(admin).send(take, { input })).expectError('FORBIDDEN');
    expect(await usage.used(admin)).toEqual([0, 0]);
  });

  test('needs a caller in whose workspace it counts', async () => {
    const take = 'mutation ($input: TakeQuotaInput!) { takeQuota(input: $input) { __typename } }';
    const input = { chargeId: randomUUID(), userId: 'ada' };
    (await usage.served.asService('queries').send(take, { input })).expectError('UNAUTHENTICATED');
  });

  test('a refusal reaches the audit, also when that is away at first', async () => {
    usage.audit.goAway();
    const caller = newCaller();
    (await usage.takeAs('manuals', caller)).expectError('FORBIDDEN');
    await eventually(() => expect(usage.audit.missed).toBeGreaterThan(0));
    usage.audit.comeBack();
    const entry = { actorId: caller.id, action: 'usage.takeQuota', outcome: 'REFUSED', code: 'FORBIDDEN' };
    await eventually(() => {
      const told = usage.audit.received.flatMap(({ request }) => request.variables?.entries);
      expect(told).toContainEqual(expect.objectContaining(entry));
    });
  });
});

test('a request that nobody signed is refused', async () => {
  (await usage.served.unsigned().send('{ me { id } }')).expectError('UNAUTHENTICATED');
});

test('a signature for another subgraph is refused', async () => {
  const origin = { caller: testCaller(), service: null, requestId: 'r1' };
  const body = JSON.stringify({ query: '{ me { id } }' });
  const response = await fetch(usage.served.graphqlUrl, {
    method: 'POST',
    headers: new OriginSigner(testKeys, 'audit').prepare({ origin, path: '/graphql', body })(),
    body,
  });
  expect(response.status).toBe(401);
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
});
