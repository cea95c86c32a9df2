import { describe, expect, test } from 'vitest';
import { cut, minuteOf, table, wrap } from './text-layout.ts';

describe('wrapped text', () => {
  test('is broken at spaces and keeps its own line breaks', () => {
    expect(wrap('one two three\nfour', 8)).toBe('one two\nthree\nfour');
  });

  test('leaves a word whole that is longer than a line', () => {
    expect(wrap('see /a/very/long/path now', 6)).toBe('see\n/a/very/long/path\nnow');
  });

  test('counts what is seen, not UTF-16 units', () => {
    expect(wrap('🙂🙂 🙂🙂', 5)).toBe('🙂🙂 🙂🙂');
    expect(cut('🙂🙂🙂', 2)).toBe('🙂…');
  });
});

describe('a table', () => {
  const columns = [{ title: 'id' }, { title: 'text', flexible: true as const }];

  test('is as wide as its cells need', () => {
    expect(table(columns, [['1', 'abc']])).toBe('id  text\n1   abc');
  });

  test('cuts flexible cells to fit', () => {
    expect(table(columns, [['1', 'abcdefghijklmno']], 16)).toBe('id  text\n1   abcdefghijk…');
  });

  test('becomes blocks when cutting does not help', () => {
    expect(table(columns, [['1', 'abcdefghijklmno']], 10)).toBe('id    1\ntext  abcdefghijklmno');
  });
});

test('a moment is shown to the minute, in UTC', () => {
  expect(minuteOf('2026-11-20T09:15:59.000+01:00')).toBe('2026-11-20 08:15');
});
