import { expect, test } from 'vitest';
import { describe as describeManual } from './description.ts';

test('the file names a manual that has no title', () => {
  expect(describeManual({}, 'Drill 3.0 manual.pdf')).toEqual({
    ...{ title: 'Drill 3.0 manual', product: null, language: 'und' },
  });
});

test('spaces around title and product are left out', () => {
  const said = { title: ' The drill\n', product: '\tD3000 ', language: 'en' };
  expect(describeManual(said, 'x.pdf')).toMatchObject({ title: 'The drill', product: 'D3000' });
});

test.each([
  ['EN', 'en'],
  ['de-ch', 'de-CH'],
  ['zh-hans-cn', 'zh-Hans-CN'],
  ['iw', 'he'],
])('the language %s is kept as %s', (language, canonical) => {
  expect(describeManual({ language }, 'x.pdf').language).toBe(canonical);
});

test.each([
  ['input.title', { title: ' ' }, 'x.pdf'],
  ['input.title', {}, '.pdf'],
  ['input.title', { title: 'a\u0007b' }, 'x.pdf'],
  ['input.title', { title: 'x'.repeat(301) }, 'x.pdf'],
  ['input.product', { product: '' }, 'x.pdf'],
  ['input.product', { product: 'a\nb' }, 'x.pdf'],
  ['input.language', { language: 'en_US' }, 'x.pdf'],
  ['input.language', { language: '' }, 'x.pdf'],
])('what is wrong is named: %s %j', (path, said, fileName) => {
  const make = () => describeManual({ language: 'en', ...said }, fileName);
  expect(make).toThrow(expect.objectContaining({ path, code: 'INVALID_INPUT' }));
});
