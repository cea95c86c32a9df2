import { Unavailable } from '@manuel/service';
import { expect, test } from 'vitest';
import { Turns } from './turns.ts';

test('so many go at a time, the others in their order, and who is too many is sent away', async () => {
  const turns = new Turns(2, 2);
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const go = (n: number) =>
    turns.take(() => {
      begun.push(n);
      return new Promise<void>((resolve) => ends.push(resolve));
    });
  const all = [go(0), go(1), go(2), go(3)];
  await expect(go(4)).rejects.toBeInstanceOf(Unavailable);
  expect(begun).toEqual([0, 1]);
  ends[0]?.();
  await all[0];
  expect(begun).toEqual([0, 1, 2]);
  ends[1]?.();
  await all[1];
  for (const end of ends) end();
  await Promise.all([all[2]]);
  ends.at(-1)?.();
  await all[3];
  expect(begun).toEqual([0, 1, 2, 3]);
});

test('a failure gives its turn back', async () => {
  const turns = new Turns(1, 1);
  await expect(turns.take(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await turns.take(async () => 'yes')).toBe('yes');
});
