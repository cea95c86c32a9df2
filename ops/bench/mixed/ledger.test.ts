import { expect, test } from 'vitest';
import { Ledger } from './ledger.ts';

test('requests are told by operation and as a whole, with what was wrong', () => {
  const ledger = new Ledger();
  for (let milliseconds = 1; milliseconds <= 100; milliseconds += 1)
    ledger.add('read', milliseconds, undefined);
  ledger.add('write', 300, 'It was not there.');
  expect(ledger.operations).toEqual(['read', 'write']);
  expect(ledger.of('read')).toEqual({ requests: 100, errors: 0, p50Ms: 50, p95Ms: 95, p99Ms: 99 });
  expect(ledger.all).toMatchObject({ requests: 101, errors: 1, p99Ms: 100 });
  expect(ledger.failures).toEqual(['write: It was not there.']);
  ledger.forget();
  expect(ledger.all).toEqual({ requests: 0, errors: 0, p50Ms: 0, p95Ms: 0, p99Ms: 0 });
  expect(ledger.failures).toEqual([]);
});
