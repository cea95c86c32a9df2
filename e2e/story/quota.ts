import { eventually } from '@manuel/testkit';
import { describe, expect, test } from 'vitest';
import { PER_DAY, QUESTION, type Stage } from './stage.ts';

/** No question is charged twice, and none above the quota. */
export function tellOfQuota({ user }: Stage): void {
  describe('quota', () => {
    test('of 300 questions at once with five left, exactly five are answered and charged', async () => {
      const quinn = user('quinn', 'reader');
      for (let number = 1; number <= PER_DAY - 5; number++) await quinn.ask(QUESTION);
      expect(await quinn.usageToday()).toEqual({ used: PER_DAY - 5, limit: PER_DAY, remaining: 5 });
      const answers = await Promise.all(Array.from({ length: 300 }, () => quinn.ask(QUESTION)));
      const kinds = Map.groupBy(answers, (answer) => String(answer.at('ask', '__typename')));
      expect([...kinds].map(([kind, { length }]) => [kind, length]).sort()).toEqual([
        ['Question', 5],
        ['QuotaExceeded', 295],
      ]);
      kinds.get('QuotaExceeded')?.[0]?.expectMatch({ ask: { code: 'QUOTA_EXCEEDED', limit: PER_DAY } });
      expect(await quinn.usageToday()).toEqual({ used: PER_DAY, limit: PER_DAY, remaining: 0 });
      await eventually(async () => {
        const charged = (await quinn.questions()).map((question) => question.charged);
        expect(charged).toEqual(Array.from({ length: PER_DAY }, () => 1));
      });
      await eventually(async () => {
        const entries = await user('ines', 'auditor').auditEntries({
          actorId: 'quinn',
          action: 'question.ask',
        });
        const counts = Map.groupBy(entries, ({ outcome, code }) => `${outcome} ${code}`);
        expect([...counts].map(([kind, { length }]) => [kind, length]).sort()).toEqual([
          ['DONE null', PER_DAY],
          ['REFUSED QUOTA_EXCEEDED', 295],
        ]);
      });
    });

    test('one idempotency key is one question, however often it is sent at once', async () => {
      const ivan = user('ivan', 'reader');
      const key = { idempotencyKey: 'the same' };
      const answers = await Promise.all(Array.from({ length: 40 }, () => ivan.ask(QUESTION, key)));
      const ids = new Set(answers.map((answer) => answer.at('ask', 'id')));
      expect(ids.size).toBe(1);
      expect(await ivan.usageToday()).toMatchObject({ used: 1 });
      (await ivan.ask('Something else?', key)).expectMatch({ ask: { code: 'INVALID_INPUT' } });
      await eventually(async () => expect(await ivan.questions()).toEqual([{ text: QUESTION, charged: 1 }]));
      expect(await ivan.usageToday()).toMatchObject({ used: 1 });
    });
  });
}
