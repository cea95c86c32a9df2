import { expect, test } from 'vitest';
import { command, describeResult, runSteps, type Step } from './step.ts';

const root = new URL('../../', import.meta.url);
const fine: Step = { name: 'fine', run: async () => '' };
const wrong: Step = { name: 'wrong', run: async () => 'a.ts:1 is wrong' };
const thrown: Step = { name: 'thrown', run: () => Promise.reject(new Error('No such file.')) };

test('every step runs in order, also after one has failed', async () => {
  const told: string[] = [];
  const results = await runSteps([wrong, fine, thrown], root, ({ name }) => told.push(name));
  expect(told).toEqual(['wrong', 'fine', 'thrown']);
  expect(results.map(({ problems }) => problems)).toEqual(['a.ts:1 is wrong', '', 'Error: No such file.']);
});

test("a program's output is its problems when it fails, and nothing when it does not", async () => {
  expect(await command('compiler', 'tsc', '--version').run(root)).toBe('');
  expect(await command('compiler', 'tsc', '--noSuchOption').run(root)).toContain('noSuchOption');
});

test('a result is one line, with its problems in full below', () => {
  expect(describeResult({ name: 'types', problems: '', seconds: 1.25 })).toMatch(/ok\s+types\s+1\.[23] s$/);
  expect(describeResult({ name: 'types', problems: 'a\nb\n', seconds: 1 })).toMatch(/failed.*1\.0 s\na\nb$/);
});
