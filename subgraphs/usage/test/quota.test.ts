import { randomUUID } from 'node:crypto';
import type { Caller } from '@manuel/identity';
import { testDatabase } from '@manuel/testkit';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { returnStale } from '../src/actions/return-stale.ts';
import { openDatabase } from '../src/database.ts';
import { migrate } from './migrate.ts';
import { newCaller, UsageTester } from './usage-tester.ts';

const databaseUrl = await testDatabase('usage', migrate);
const byDay = await UsageTester.start(databaseUrl, { perDay: 8, perMonth: 1_000 });
const byMonth = await UsageTester.start(databaseUrl, { perDay: 1_000, perMonth: 8 });
afterAll(() => Promise.all([byDay.stop(), byMonth.stop()]));
afterEach(() => {
  vi.useRealTimers();
});

async function takeTimes(usage: UsageTester, caller: Caller, times: number): Promise<string[]> {
  const ids = Array.from({ length: times }, () => randomUUID());
  for (const id of ids)
    (await usage.take(caller, id)).expectMatch({ takeQuota: { __typename: 'QuotaTaken' } });
  return ids;
}

describe('taking', () => {
  test('each question leaves one less for today', async () => {
    const caller = newCaller();
    (await byDay.take(caller)).expectData({ takeQuota: { __typename: 'QuotaTaken', remainingToday: 7 } });
    (await byDay.take(caller)).expectData({ takeQuota: { __typename: 'QuotaTaken', remainingToday: 6 } });
    expect(await byDay.used(caller)).toEqual([2, 2]);
  });

  test.each([
    ['day', 'today', byDay],
    ['month', 'month', byMonth],
  ] as const)('of 300 questions at once exactly the %s’s last 5 are taken', async (_of, period, usage) => {
    const caller = newCaller();
    await takeTimes(usage, caller, 3);
    const answers = await Promise.all(Array.from({ length: 300 }, () => usage.take(caller)));
    const kinds = Map.groupBy(answers, (answer) => answer.at('takeQuota', '__typename'));
    expect(kinds.get('QuotaTaken')).toHaveLength(5);
    expect(kinds.get('QuotaRefused')).toHaveLength(295);
    kinds.get('QuotaRefused')?.[0]?.expectMatch({ takeQuota: { period, limit: 8 } });
    expect(await usage.used(caller)).toEqual([8, 8]);
  });

  test('the same question is taken once, also when it is asked for many times at once', async () => {
    const caller = newCaller();
    const chargeId = randomUUID();
    const answers = await Promise.all(Array.from({ length: 20 }, () => byDay.take(caller, chargeId)));
    for (const answer of answers)
      answer.expectData({ takeQuota: { __typename: 'QuotaTaken', remainingToday: 7 } });
    expect(await byDay.used(caller)).toEqual([1, 1]);
  });

  test('a question that was refused can be taken when the next day begins', async () => {
    const caller = newCaller();
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2027-03-30T23:59:00Z') });
    await takeTimes(byDay, caller, 8);
    const chargeId = randomUUID();
    (await byDay.take(caller, chargeId)).expectData({
      takeQuota: {
        __typename: 'QuotaRefused',
        period: 'today',
        limit: 8,
        resetsAt: '2027-03-31T00:00:00.000Z',
      },
    });
    vi.setSystemTime(new Date('2027-03-31T00:00:00Z'));
    (await byDay.take(caller, chargeId)).expectMatch({ takeQuota: { remainingToday: 7 } });
    expect(await byDay.used(caller)).toEqual([1, 9]);
  });

  test('a month that is used up begins anew with the next one', async () => {
    const caller = newCaller();
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2027-01-31T23:59:00Z') });
    await takeTimes(byMonth, caller, 8);
    (await byMonth.take(caller)).expectMatch({
      takeQuota: { __typename: 'QuotaRefused', period: 'month', resetsAt: '2027-02-01T00:00:00.000Z' },
    });
    vi.setSystemTime(new Date('2027-02-01T00:00:00Z'));
    await takeTimes(byMonth, caller, 1);
    expect(await byMonth.used(caller)).toEqual([1, 1]);
  });

  test('equal users of two workspaces have quotas of their own', async () => {
    const caller = newCaller();
    const namesake = { ...caller, workspace: 'globex' };
    await takeTimes(byDay, caller, 8);
    await takeTimes(byDay, namesake, 1);
    expect(await byDay.used(namesake)).toEqual([1, 1]);
  });
});

describe('settling', () => {
  test('a kept question stays counted, however often it is settled', async () => {
    const caller = newCaller();
    const [id = ''] = await takeTimes(byDay, caller, 1);
    for (let time = 0; time < 3; time += 1) {
      const answer = await byDay.settle(caller, id, { outcome: 'KEEP', computeMilliseconds: 12.5 });
      answer.expectData({ settleQuota: true });
    }
    expect(await byDay.used(caller)).toEqual([1, 1]);
    const cost = { questions: 1, computeMilliseconds: 12.5, amountUsd: 0 };
    (await byDay.cost(caller, id)).expectData({ _entities: [{ cost }] });
  });

  test('a returned question counts no more, and is given back once', async () => {
    const caller = newCaller();
    const [id = ''] = await takeTimes(byDay, caller, 2);
    await Promise.all(Array.from({ length: 5 }, () => byDay.settle(caller, id, { outcome: 'RETURN' })));
    expect(await byDay.used(caller)).toEqual([1, 1]);
    const cost = { questions: 0, computeMilliseconds: 0, amountUsd: 0 };
    (await byDay.cost(caller, id)).expectData({ _entities: [{ cost }] });
  });

  test('a question that was given back is charged once when it is asked again, however often at once', async () => {
    const caller = newCaller();
    const [id = ''] = await takeTimes(byDay, caller, 1);
    await byDay.settle(caller, id, { outcome: 'RETURN' });
    await Promise.all(Array.from({ length: 10 }, () => byDay.take(caller, id)));
    expect(await byDay.used(caller)).toEqual([1, 1]);
    (await byDay.cost(caller, id)).expectData({ _entities: [{ cost: null }] });
    await byDay.settle(caller, id, { outcome: 'KEEP' });
    expect(await byDay.used(caller)).toEqual([1, 1]);
  });

  test('a question that was given back is refused when nothing is left meanwhile', async () => {
    const caller = newCaller();
    const [id = ''] = await takeTimes(byDay, caller, 1);
    await byDay.settle(caller, id, { outcome: 'RETURN' });
    await takeTimes(byDay, caller, 8);
    (await byDay.take(caller, id)).expectMatch({ takeQuota: { __typename: 'QuotaRefused' } });
    expect(await byDay.used(caller)).toEqual([8, 8]);
  });

  test('a return that comes after the answer was kept changes nothing', async () => {
    const caller = newCaller();
    const [id = ''] = await takeTimes(byDay, caller, 1);
    await byDay.settle(caller, id, { outcome: 'KEEP', amountUsd: 0.25 });
    await byDay.settle(caller, id, { outcome: 'RETURN' });
    expect(await byDay.used(caller)).toEqual([1, 1]);
    (await byDay.cost(caller, id)).expectMatch({ _entities: [{ cost: { questions: 1, amountUsd: 0.25 } }] });
  });

  test('a settlement that overtakes its question leaves nothing more to take', async () => {
    const caller = newCaller();
    const id = randomUUID();
    await byDay.settle(caller, id, { outcome: 'KEEP' });
    await byDay.take(caller, id);
    expect(await byDay.used(caller)).toEqual([1, 1]);
  });

  test('a settlement in the next month gives back to the day that was charged', async () => {
    const caller = newCaller();
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2027-05-31T23:59:00Z') });
    const [id = ''] = await takeTimes(byDay, caller, 3);
    vi.setSystemTime(new Date('2027-06-01T00:01:00Z'));
    await byDay.settle(caller, id, { outcome: 'RETURN' });
    expect(await byDay.used(caller)).toEqual([0, 0]);
    vi.setSystemTime(new Date('2027-05-31T23:59:30Z'));
    expect(await byDay.used(caller)).toEqual([2, 2]);
  });

  test('another workspace cannot settle a question that is not its own', async () => {
    const caller = newCaller();
    const [id = ''] = await takeTimes(byDay, caller, 1);
    await byDay.settle({ ...caller, workspace: 'globex' }, id, { outcome: 'RETURN' });
    expect(await byDay.used(caller)).toEqual([1, 1]);
    (await byDay.cost(caller, id)).expectData({ _entities: [{ cost: null }] });
  });
});

describe('an asker that died', () => {
  const LEASE_SECONDS = 120;

  /** Lets so much time pass for one charge, and gives stale ones back. */
  async function passAndReturn(chargeId: string, seconds: number): Promise<number> {
    const database = await openDatabase(databaseUrl);
    try {
      await database
        .fork()
        .execute('update usage.charges set taken_at = taken_at - make_interval(secs => ?) where id = ?', [
          seconds,
          chargeId,
        ]);
      return await returnStale(database, LEASE_SECONDS);
    } finally {
      await database.close();
    }
  }

  test('its question is given back when the lease is over', async () => {
    const caller = newCaller();
    const [id = ''] = await takeTimes(byDay, caller, 1);
    expect(await passAndReturn(id, LEASE_SECONDS - 60)).toBe(0);
    expect(await byDay.used(caller)).toEqual([1, 1]);
    expect(await passAndReturn(id, 61)).toBe(1);
    expect(await passAndReturn(id, 0)).toBe(0);
    expect(await byDay.used(caller)).toEqual([0, 0]);
  });

  test('its answer counts again when it comes after all', async () => {
    const caller = newCaller();
    const [id = ''] = await takeTimes(byDay, caller, 1);
    await passAndReturn(id, LEASE_SECONDS + 1);
    await byDay.settle(caller, id, { outcome: 'KEEP', computeMilliseconds: 3 });
    await byDay.settle(caller, id, { outcome: 'KEEP', computeMilliseconds: 3 });
    expect(await byDay.used(caller)).toEqual([1, 1]);
    (await byDay.cost(caller, id)).expectMatch({ _entities: [{ cost: { questions: 1 } }] });
  });

  test('a settled question is never given back', async () => {
    const caller = newCaller();
    const [id = ''] = await takeTimes(byDay, caller, 1);
    await byDay.settle(caller, id, { outcome: 'KEEP' });
    expect(await passAndReturn(id, LEASE_SECONDS + 1)).toBe(0);
    expect(await byDay.used(caller)).toEqual([1, 1]);
  });
});
