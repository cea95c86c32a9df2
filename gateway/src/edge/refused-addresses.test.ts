import type { AuditMessage } from '@manuel/audit/client';
import { RecordingLog, silentLog } from '@manuel/testkit';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { RefusedAddresses } from './refused-addresses.ts';

let kept: AuditMessage[];
const spool = {
  async add(message: AuditMessage): Promise<void> {
    kept.push(message);
  },
};
let refused: RefusedAddresses;
beforeEach(() => {
  vi.useFakeTimers();
  kept = [];
  refused = new RefusedAddresses({ spool, log: silentLog, mostAddresses: 3 });
});
afterEach(() => {
  vi.useRealTimers();
});

const note = (address: string) => refused.note({ address, code: 'NO', requestId: 'r-1' });
const told = () => kept.splice(0).map(({ target, code }) => `${target} ${code}`);

test('the first refusal is an entry of its own', async () => {
  await note('203.0.113.7');
  expect(kept).toMatchObject([
    {
      action: 'request.refuse',
      outcome: 'REFUSED',
      code: 'NO',
      requestId: 'r-1',
      target: 'address:203.0.113.7',
    },
  ]);
});

test('further ones of an address are one entry a minute, with their number', async () => {
  for (let index = 0; index < 100; index += 1) await note('203.0.113.7');
  expect(told()).toEqual(['address:203.0.113.7 NO']);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(told()).toEqual(['address:203.0.113.7 NO x99']);
  for (let index = 0; index < 50; index += 1) await note('203.0.113.7');
  expect(told()).toEqual([]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(told()).toEqual(['address:203.0.113.7 NO x50']);
});

test('an address that was quiet for a minute begins anew', async () => {
  await note('203.0.113.7');
  await vi.advanceTimersByTimeAsync(60_000);
  await note('203.0.113.7');
  expect(told()).toEqual(['address:203.0.113.7 NO', 'address:203.0.113.7 NO']);
  expect(vi.getTimerCount()).toBe(1);
});

test('addresses of one IPv6 subscriber are told together', async () => {
  for (let index = 1; index <= 10; index += 1) await note(`2001:db8::${index}`);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(told()).toEqual(['address:2001:db8::/64 NO', 'address:2001:db8::/64 NO x9']);
});

test('of very many addresses, those beyond the first are told together', async () => {
  for (let index = 0; index < 200; index += 1) await note(`198.51.100.${index}`);
  expect(told()).toEqual([
    ...[0, 1, 2].map((index) => `address:198.51.100.${index} NO`),
    'address:others NO',
  ]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(told()).toEqual(['address:others NO x196']);
});

test('stopping keeps what has been counted', async () => {
  await note('203.0.113.7');
  await note('203.0.113.7');
  await refused.stop();
  expect(told()).toEqual(['address:203.0.113.7 NO', 'address:203.0.113.7 NO x1']);
  expect(vi.getTimerCount()).toBe(0);
});

test('a disk that takes nothing is told in the log', async () => {
  const log = new RecordingLog();
  let isFull = false;
  const full = {
    async add(): Promise<void> {
      if (isFull) throw new Error('no space');
    },
  };
  const others = new RefusedAddresses({ spool: full, log: log.log });
  for (let index = 0; index < 2; index += 1)
    await others.note({ address: '203.0.113.7', code: 'NO', requestId: 'r-1' });
  isFull = true;
  await others.stop();
  expect(log.atLeast(50)).toMatchObject([{ msg: 'refusals by address cannot be kept' }]);
});
