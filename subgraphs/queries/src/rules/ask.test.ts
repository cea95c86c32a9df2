import { isId, newId } from '@manuel/service';
import { expect, test } from 'vitest';
import { checkQuestion } from './ask.ts';

const ada = { id: 'ada', workspace: 'acme', roles: ['reader'] } as const;

test('spaces around a question are left out, and what is not said is null', () => {
  expect(checkQuestion(ada, { text: '  How?\n' })).toMatchObject({
    text: 'How?',
    manualIds: null,
    product: null,
  });
});

test('without a key each question is a new one', () => {
  const [one, two] = [checkQuestion(ada, { text: 'How?' }), checkQuestion(ada, { text: 'How?' })];
  expect(isId(one.id)).toBe(true);
  expect(one.id).not.toBe(two.id);
  expect(one.inputDigest).toBe(two.inputDigest);
});

test('a key makes the id, for its asker alone', () => {
  const ask = { text: 'How?', idempotencyKey: 'k' };
  const { id } = checkQuestion(ada, ask);
  expect(isId(id)).toBe(true);
  expect(checkQuestion(ada, { ...ask, text: 'Why?' }).id).toBe(id);
  expect(checkQuestion({ ...ada, id: 'bob' }, ask).id).not.toBe(id);
  expect(checkQuestion({ ...ada, workspace: 'globex' }, ask).id).not.toBe(id);
  expect(checkQuestion(ada, { ...ask, idempotencyKey: 'K' }).id).not.toBe(id);
});

test('everything that is asked is in the digest, and spaces around it are not', () => {
  const digest = (input: object) => checkQuestion(ada, { text: 'How?', ...input }).inputDigest;
  const [one, two] = [newId(), newId()];
  const all = [
    ...[{}, { text: 'Why?' }, { product: 'P' }, { product: '' }, { manualIds: [] }],
    ...[{ manualIds: [one] }, { manualIds: [two] }, { manualIds: [one, two] }],
  ].map(digest);
  expect(new Set(all).size).toBe(all.length);
  expect(digest({ text: ' How? ', product: null, manualIds: null, idempotencyKey: 'k' })).toBe(digest({}));
});

test.each([
  ['input.text', { text: '' }],
  ['input.text', { text: 'x'.repeat(2_001) }],
  ['input.text', { text: 'a\0b' }],
  ['input.manualIds', { manualIds: [newId(), newId().toUpperCase()] }],
  ['input.manualIds', { manualIds: Array.from({ length: 1_001 }, newId) }],
  ['input.product', { product: '\0' }],
  ['input.idempotencyKey', { idempotencyKey: '' }],
  ['input.idempotencyKey', { idempotencyKey: 'k'.repeat(101) }],
])('what is wrong is named: %s', (path, change) => {
  const check = () => checkQuestion(ada, { text: 'How?', ...change });
  expect(check).toThrow(expect.objectContaining({ path, code: 'INVALID_INPUT' }));
});
