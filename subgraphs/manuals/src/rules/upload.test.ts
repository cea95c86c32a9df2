import { InvalidInput, TooLarge } from '@manuel/service';
import { expect, test } from 'vitest';
import { checkAnnouncement } from './upload.ts';

const file = { fileName: 'drill.pdf', byteSize: 10, sha256: 'a'.repeat(64) };

test.each([
  'drill.pdf',
  'DRILL.PDF',
  'a b.c.markdown',
  'Bohrer für Löcher.docx',
  '.md',
  `${'a'.repeat(252)}.md`,
])('a file may be called %s', (fileName) => {
  expect(checkAnnouncement({ ...file, fileName }, 10)).toEqual({ ...file, fileName });
});

test('the digest is kept in lower case', () => {
  expect(checkAnnouncement({ ...file, sha256: 'AB'.repeat(32) }, 10).sha256).toBe('ab'.repeat(32));
});

test('a file of exactly the limit is taken, and one byte more is too large', () => {
  expect(checkAnnouncement(file, 10)).toEqual(file);
  expect(() => checkAnnouncement(file, 9)).toThrow(TooLarge);
  expect(() => checkAnnouncement(file, 9)).toThrow('The file has 10 bytes; at most 9 are taken.');
});

test.each([
  ['input.fileName', { fileName: 'a/drill.pdf' }],
  ['input.fileName', { fileName: 'drill.pdf\n' }],
  ['input.fileName', { fileName: 'pdf' }],
  ['input.fileName', { fileName: 'drill\u202efdp.exe.pdf' }],
  ['input.fileName', { fileName: '\ud800.pdf' }],
  ['input.byteSize', { byteSize: 0 }],
  ['input.byteSize', { byteSize: -1 }],
  ['input.sha256', { sha256: `${'a'.repeat(63)}\n` }],
  ['input.sha256', { sha256: `${'a'.repeat(64)}\n` }],
])('what is wrong is named: %s %j', (path, change) => {
  const check = () => checkAnnouncement({ ...file, ...change }, 10);
  expect(check).toThrow(InvalidInput);
  expect(check).toThrow(expect.objectContaining({ path, code: 'INVALID_INPUT' }));
});
