import { eventually, testDatabase } from '@manuel/testkit';
import { afterAll, expect, test } from 'vitest';
import { migrate } from './migrate.ts';
import { newCaller, UsageTester } from './usage-tester.ts';

const usage = await UsageTester.start(await testDatabase('usage', migrate), { perDay: 5, perMonth: 50 });
afterAll(() => usage.stop());

const LIST = '{ deadLetters { usage { edges { node { id queue reason data } } } } }';
const REDRIVE = `mutation ($ids: [ID!]!) {
  redriveUsageDeadLetters(ids: $ids) { ... on DeadLettersRedriven { ids unknown } }
}`;
const DISCARD = `mutation ($ids: [ID!]!) {
  discardUsageDeadLetters(ids: $ids) { __typename ... on DeadLettersDiscarded { ids unknown } }
}`;

/** Has a refusal told that the audit does not take. @param unsigned whether nobody knows who was refused */
async function refused(admin: ReturnType<typeof newCaller>, unsigned: boolean): Promise<unknown[]> {
  usage.audit.refusal = 'INVALID_INPUT';
  if (unsigned) (await usage.served.unsigned().send(LIST)).expectError('UNAUTHENTICATED');
  else (await usage.takeAs('manuals', admin)).expectError('FORBIDDEN');
  const ids = await eventually(async () => {
    const answer = await usage.served.as(admin).send(LIST);
    answer.expectMatch({
      deadLetters: {
        usage: { edges: [{ node: { queue: 'audit', reason: 'INVALID_INPUT: This is no entry.' } }] },
      },
    });
    return [answer.at('deadLetters', 'usage', 'edges', 0, 'node', 'id')];
  });
  usage.audit.refusal = null;
  usage.audit.received.length = 0;
  return ids;
}

test('an entry that the audit refuses is a dead letter, and is delivered when it is redriven', async () => {
  const admin = newCaller({ roles: ['admin'], workspace: 'works' });
  const ids = await refused(admin, false);
  (await usage.served.as(newCaller()).send(LIST)).expectError('FORBIDDEN');
  const stranger = newCaller({ roles: ['admin'] });
  (await usage.served.as(stranger).send(LIST)).expectData({ deadLetters: { usage: { edges: [] } } });
  (await usage.served.as(admin).send(REDRIVE, { ids })).expectData({
    redriveUsageDeadLetters: { ids, unknown: [] },
  });
  const delivered = (action: string) => expect.objectContaining({ workspace: 'works', action });
  await eventually(() =>
    expect(usage.audit.received.flatMap(({ request }) => request.variables?.entries)).toEqual(
      expect.arrayContaining([delivered('usage.takeQuota'), delivered('letter.redrive')]),
    ),
  );
});

test('one of a caller whom nobody knows is shown to every admin, who may discard it', async () => {
  const ids = await refused(newCaller({ roles: ['admin'], workspace: 'other-works' }), true);
  const admin = newCaller({ roles: ['admin'] });
  (await usage.served.as(admin).send(DISCARD, { ids })).expectData({
    discardUsageDeadLetters: { __typename: 'DeadLettersDiscarded', ids, unknown: [] },
  });
  (await usage.served.as(admin).send(DISCARD, { ids: [] })).expectData({
    discardUsageDeadLetters: { __typename: 'InvalidInput' },
  });
  (await usage.served.as(admin).send(LIST)).expectData({ deadLetters: { usage: { edges: [] } } });
});
