import { expect, test } from 'vitest';
import { leakCheck } from './test-database.ts';

test('a connection that is closing is waited for', async () => {
  const answers = [['worker: select 1'], []];
  await leakCheck({ sessions: async () => answers.shift() ?? [] });
  expect(answers).toEqual([]);
});

test('a connection that stays open fails the file, and is named', async () => {
  const leak = leakCheck({ sessions: async () => ['worker: select 1'] });
  await expect(leak).rejects.toThrow('These connections were left open:\n  worker: select 1');
});
