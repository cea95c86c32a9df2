import { expect, test } from 'vitest';
import { hostOf, originOf } from './listen.ts';

test.each(['127.0.0.1', '::1', 'manuel.test'])('the origin on %s names it again', (host) => {
  const origin = new URL(originOf(host, 4900));
  expect([hostOf(origin), origin.port]).toEqual([host, '4900']);
});
