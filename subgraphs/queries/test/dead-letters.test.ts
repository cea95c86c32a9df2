import { eventually, testDatabase } from '@manuel/testkit';
import { afterAll, expect, test } from 'vitest';
import { migrate } from './migrate.ts';
import { foundPassage, newReader, QueriesTester } from './queries-tester.ts';

const queries = await QueriesTester.start(await testDatabase('queries', migrate), () => ({
  data: { searchPassages: [foundPassage()] },
}));
afterAll(() => queries.stop());

const LIST = '{ deadLetters { queries { edges { node { id queue data reason tries } } } } }';
const REDRIVE = `mutation ($ids: [ID!]!) {
  redriveQueriesDeadLetters(ids: $ids) { ... on DeadLettersRedriven { ids unknown } }
}`;
const DISCARD = `mutation ($ids: [ID!]!) {
  discardQueriesDeadLetters(ids: $ids) { ... on DeadLettersDiscarded { ids unknown } }
}`;

test('a settlement that usage refuses is a dead letter of its workspace, and settles when it is redriven', async () => {
  const admin = newReader({ roles: ['admin'] });
  queries.usage.refusal = 'BAD_USER_INPUT';
  const id = await queries.answered(admin, 'How do I wash the filter of the pump?');
  const letter = await eventually(async () => {
    const answer = await queries.served.as(admin).send(LIST);
    answer.expectMatch({
      deadLetters: {
        queries: {
          edges: [{ node: { queue: 'usage', reason: 'BAD_USER_INPUT: This is no charge.', tries: 1 } }],
        },
      },
    });
    return answer;
  });
  const node = ['deadLetters', 'queries', 'edges', 0, 'node'] as const;
  expect(JSON.parse(String(letter.at(...node, 'data')))).toMatchObject({ settlement: { chargeId: id } });
  const ids = [letter.at(...node, 'id')];
  const stranger = newReader({ roles: ['admin'] });
  (await queries.served.as(stranger).send(LIST)).expectData({ deadLetters: { queries: { edges: [] } } });
  (await queries.served.as(newReader()).send(LIST)).expectError('FORBIDDEN');
  (await queries.served.as(stranger).send(DISCARD, { ids })).expectMatch({
    discardQueriesDeadLetters: { ids: [], unknown: ids },
  });
  queries.restore();
  for (const [known, unknown] of [
    [ids, []],
    [[], ids],
  ]) {
    (await queries.served.as(admin).send(REDRIVE, { ids })).expectData({
      redriveQueriesDeadLetters: { ids: known, unknown },
    });
  }
  await eventually(() => expect(queries.usage.outcomesOf(id)).toEqual(['KEEP']));
  (await queries.served.as(admin).send(LIST)).expectData({ deadLetters: { queries: { edges: [] } } });
  await queries.expectEntries(admin.workspace, ['question.ask DONE', 'letter.redrive DONE']);
});
