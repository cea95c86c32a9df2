import { NotAllowed } from '@manuel/service';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Tickets } from './tickets.ts';

const tickets = new Tickets('a ticket secret of forty bytes, for tests');
const NOW = new Date('2026-11-20T08:00:00.000Z');
const END = new Date('2026-11-20T08:15:00.000Z');

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
});
afterEach(() => {
  vi.useRealTimers();
});

/** What a ticket's URL says, in the order in which `verify` takes it. */
function partsOf(
  url: string,
): [uploadId: string, expires: string | undefined, signature: string | undefined] {
  const { pathname, searchParams } = new URL(url, 'http://x');
  return [
    pathname.replace('/files/', ''),
    searchParams.get('expires') ?? undefined,
    searchParams.get('signature') ?? undefined,
  ];
}

test('a ticket is good until its end and not after it', () => {
  const parts = partsOf(tickets.urlOf('u1', END));
  vi.setSystemTime(END);
  expect(() => tickets.verify(...parts)).not.toThrow();
  vi.setSystemTime(END.getTime() + 1);
  expect(() => tickets.verify(...parts)).toThrow(NotAllowed);
  expect(() => tickets.verify(...parts)).toThrow(/is over/);
});

test('a ticket of another installation is refused', () => {
  const [uploadId, expires, signature] = partsOf(new Tickets('another secret').urlOf('u1', END));
  expect(() => tickets.verify(uploadId, expires, signature)).toThrow(/altered/);
});

test('a ticket is for one upload and one end', () => {
  const [uploadId, expires, signature] = partsOf(tickets.urlOf('u1', END));
  expect(() => tickets.verify('u2', expires, signature)).toThrow(/altered/);
  expect(() => tickets.verify(uploadId, String(Number(expires) + 1), signature)).toThrow(/altered/);
  expect(() => tickets.verify(uploadId, undefined, signature)).toThrow(/altered/);
  expect(() => tickets.verify(uploadId, expires, undefined)).toThrow(/altered/);
  expect(() => tickets.verify(uploadId, expires, `${signature}AAAA`)).toThrow(/altered/);
});
