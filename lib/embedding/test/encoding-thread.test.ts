import { StartFailure } from '@manuel/service';
import { afterEach, expect, test, vi } from 'vitest';
import { EncodingThread } from '../src/box/encoding-thread.ts';

const working = new URL('./fake-worker.ts', import.meta.url);
const broken = new URL('./broken-worker.ts', import.meta.url);

let thread: EncodingThread;
afterEach(async () => {
  vi.useRealTimers();
  await thread.close();
});

test.each([
  ['throw', 'It threw.'],
  ['exit', 'Its thread ended with code 3.'],
])(
  'a thread that fails at "%s" tells everybody who waits, and the next text starts another',
  async (text, why) => {
    thread = new EncodingThread(working);
    const waiting = [
      thread.read([text, 'say nothing'], 'batch'),
      thread.read(['say nothing'], 'interactive'),
    ];
    for (const one of waiting) {
      await expect(one).rejects.toMatchObject({ code: 'UNAVAILABLE' });
      await expect(one).rejects.toThrow(`Embedding failed. ${why}`);
    }
    expect(thread.waiting).toBe(0);
    expect(await thread.read(['abc'], 'interactive')).toMatchObject([{ vector: Float32Array.of(3) }]);
  },
);

test('a text that fails does not harm the others', async () => {
  thread = new EncodingThread(working);
  const others = thread.read(['abc', 'a'], 'batch');
  const failed = thread.read(['a', 'fail'], 'batch');
  await expect(failed).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  await expect(failed).rejects.toThrow('A text could not be embedded: It failed.');
  expect(await others).toMatchObject([{ vector: Float32Array.of(3) }, { vector: Float32Array.of(1) }]);
});

test('a thread that is stuck is ended, and the next text starts another', async () => {
  thread = new EncodingThread(working);
  await thread.start();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const stuck = thread.read(['say nothing'], 'interactive');
  vi.advanceTimersToNextTimer();
  await expect(stuck).rejects.toThrow(/^Embedding failed\. There was no vector for \d+ ms\.$/);
  expect(await thread.read(['abc'], 'interactive')).toMatchObject([{ vector: Float32Array.of(3) }]);
});

test('a thread that cannot start says why to who starts it and to who needs it', async () => {
  thread = new EncodingThread(broken);
  const start = thread.start();
  await expect(start).rejects.toBeInstanceOf(StartFailure);
  await expect(start).rejects.toThrow('The model is not the one that is meant.');
  await expect(thread.read(['a'], 'batch')).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: 'Embedding failed. The model is not the one that is meant.',
  });
});

test('a text that two calls want is read once', async () => {
  thread = new EncodingThread(working);
  const [[first], [second]] = await Promise.all([
    thread.read(['abc'], 'batch'),
    thread.read(['abc'], 'batch'),
  ]);
  expect(first).toBeDefined();
  expect(second).toBe(first);
});
