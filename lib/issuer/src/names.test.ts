import { expect, test } from 'vitest';
import { callerIdOf, isName, isServiceId } from './names.ts';

test.each(['ada', 'a', '0', 'grace.hopper', 'ada@example.org', 'ci-runner_2', 'svc', 'x'.repeat(64)])(
  '"%s" is a name',
  (text) => expect(isName(text)).toBe(true),
);

test.each(['', 'Ada', 'ada lovelace', '.ada', '@ada', 'svc.ada', 'a\n', 'ä', 'a/b', 'x'.repeat(65)])(
  '%j is none',
  (text) => expect(isName(text)).toBe(false),
);

test('a service account is a caller that no account can be', () => {
  const id = callerIdOf('importer');
  expect(id).toBe('svc.importer');
  expect(isServiceId(id)).toBe(true);
  expect(isName(id)).toBe(false);
  for (const name of ['importer', 'svc', 'svcimporter']) expect(isServiceId(name)).toBe(false);
});
