import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { withDeadline } from './deadline.ts';
import { Unavailable } from './errors.ts';

const DEADLINE_MS = 50;

/** Answers after some turns of the event loop, as what is asked over a socket does. */
async function answer(): Promise<string> {
  for (let turn = 0; turn < 5; turn += 1) await nextTurn();
  return 'answer';
}

function holdUpTheEventLoop(): void {
  for (const end = performance.now() + 3 * DEADLINE_MS; performance.now() < end; );
}

test('what does not answer in time is away, in a sentence', async () => {
  const late = withDeadline('Postgres', DEADLINE_MS, new Promise(() => undefined));
  await expect(late).rejects.toThrow(new Unavailable('Postgres did not answer within 50 ms.'));
});

test('time in which this process did nothing else is not counted', async () => {
  const asked = withDeadline('Redis', DEADLINE_MS, answer());
  holdUpTheEventLoop();
  expect(await asked).toBe('answer');
});
