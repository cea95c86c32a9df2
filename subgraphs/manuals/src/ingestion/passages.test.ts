import { expect, test } from 'vitest';
import { cutPassages } from './passages.ts';

function words(from: number, count: number): string {
  return Array.from({ length: count }, (_, index) => `w${from + index}`).join(' ');
}

function wordCount(text: string): number {
  return text.split(/\s+/).length;
}

test('text without breaks is cut into windows of 120 words that overlap by 20', () => {
  const passages = cutPassages([{ page: 1, heading: 'H', text: words(0, 300) }]);
  expect(passages).toEqual([
    { page: 1, heading: 'H', text: words(0, 120) },
    { page: 1, heading: 'H', text: words(100, 120) },
    { page: 1, heading: 'H', text: words(200, 100) },
  ]);
});

test('windows end and begin with sentences where these are near', () => {
  const text = Array.from({ length: 40 }, (_, index) => `${words(index * 8, 8)}.`).join(' ');
  for (const { text: window } of cutPassages([{ page: 1, heading: null, text }])) {
    expect(window).toMatch(/\.$/);
    expect(Number(/^w(\d+)/.exec(window)?.[1]) % 8).toBe(0);
    expect(wordCount(window)).toBeLessThanOrEqual(150);
  }
});

test('no word is lost and a short rest joins the window before it', () => {
  for (const count of [1, 119, 121, 149, 151, 1000]) {
    const passages = cutPassages([{ page: 1, heading: null, text: words(0, count) }]);
    const found = new Set(passages.flatMap(({ text }) => text.split(' ')));
    expect(found.size).toBe(count);
    if (count < 150) expect(passages).toHaveLength(1);
  }
});

test('a passage never crosses a page', () => {
  const passages = cutPassages([
    { page: 1, heading: 'H', text: 'short' },
    { page: 2, heading: 'H', text: 'also short' },
  ]);
  expect(passages.map(({ page, text }) => [page, text])).toEqual([
    [1, 'short'],
    [2, 'also short'],
  ]);
});

test('short sections of a page join under the heading of the longest', () => {
  const passages = cutPassages([
    { page: 1, heading: 'Title', text: 'Title' },
    { page: 1, heading: 'Procedure', text: words(0, 100) },
    { page: 1, heading: 'Result', text: words(100, 70) },
  ]);
  expect(passages.map(({ heading }) => heading)).toEqual(['Procedure', 'Result']);
  expect(passages[0]?.text.startsWith('Title\nw0')).toBe(true);
});

test('text without spaces still makes passages of a bearable size', () => {
  const passages = cutPassages([{ page: null, heading: null, text: '設'.repeat(100_000) }]);
  expect(Math.max(...passages.map(({ text }) => text.length))).toBeLessThanOrEqual(150 * 40);
});
