import { expect, test } from 'vitest';
import { cutPassages, NOWHERE, type Section } from './passages.ts';

function words(from: number, count: number): string {
  return Array.from({ length: count }, (_, index) => `w${from + index}`).join(' ');
}

function sectionOf(text: string, heading: string | null = null, page: number | null = 1): Section {
  return { ...NOWHERE, page, heading, text };
}

function textsOf(...sections: Section[]): string[] {
  return cutPassages(sections).map(({ text }) => text);
}

function wordCount(text: string): number {
  return text.split(/\s+/).length;
}

test('text without breaks is cut into windows of 120 words that overlap by 20', () => {
  expect(textsOf(sectionOf(words(0, 300)))).toEqual([words(0, 120), words(100, 120), words(200, 100)]);
});

test('windows end and begin with sentences where these are near', () => {
  const text = Array.from({ length: 40 }, (_, index) => `${words(index * 8, 8)}.`).join(' ');
  for (const { text: window } of cutPassages([sectionOf(text)])) {
    expect(window).toMatch(/\.$/);
    expect(Number(/^w(\d+)/.exec(window)?.[1]) % 8).toBe(0);
    expect(wordCount(window)).toBeLessThanOrEqual(150);
  }
});

test('no word is lost and a short rest joins the window before it', () => {
  for (const count of [1, 119, 121, 149, 151, 1000]) {
    const passages = cutPassages([sectionOf(words(0, count))]);
    const found = new Set(passages.flatMap(({ text }) => text.split(' ')));
    expect(found.size).toBe(count);
    if (count < 150) expect(passages).toHaveLength(1);
  }
});

test('a passage never crosses a page', () => {
  const passages = cutPassages([sectionOf('short', 'H', 1), sectionOf('also short', 'H', 2)]);
  expect(passages.map(({ page, text }) => [page, text])).toEqual([
    [1, 'short'],
    [2, 'also short'],
  ]);
});

test('short sections of a page join under the heading of the longest', () => {
  const passages = cutPassages([
    sectionOf('Title', 'Title'),
    sectionOf(words(0, 100), 'Procedure'),
    sectionOf(words(100, 70), 'Result'),
  ]);
  expect(passages.map(({ heading }) => heading)).toEqual(['Procedure', 'Result']);
  expect(passages[0]?.text.startsWith('Title\nw0')).toBe(true);
});

test('a title at the foot of a page does not stand alone', () => {
  const [passage, next] = cutPassages([
    sectionOf(words(0, 100), 'Care', 1),
    sectionOf('2.2 Storing', 'Storing', 1),
    sectionOf(words(200, 70), 'Storing', 2),
  ]);
  expect(passage).toMatchObject({ heading: 'Care', text: `${words(0, 100)}\n2.2 Storing` });
  expect(next).toMatchObject({ heading: 'Storing', page: 2 });
});

test('text without spaces still makes passages of a bearable size', () => {
  const passages = cutPassages([sectionOf('設'.repeat(100_000), null, null)]);
  expect(Math.max(...passages.map(({ text }) => text.length))).toBeLessThanOrEqual(150 * 40);
});

test('every passage knows the place of its section', () => {
  const place = {
    page: 3,
    pageLabel: 'iii',
    heading: 'Care › Cleaning',
    path: ['Care', 'Cleaning'],
    sectionPages: { first: 2, last: 3 },
  };
  expect(cutPassages([{ ...place, text: words(0, 9) }])).toEqual([
    { ...place, kind: 'TEXT', text: words(0, 9) },
  ]);
});

test('a section that is a little too long stays whole', () => {
  expect(textsOf(sectionOf(words(0, 180)))).toHaveLength(1);
  expect(textsOf(sectionOf(words(0, 181)))).toHaveLength(2);
});

test('a long table is cut between rows, and each part names the columns', () => {
  const rows = Array.from({ length: 60 }, (_, row) => `E-${row} | ${words(row * 5, 5)}`);
  const passages = cutPassages([sectionOf(['Code | Meaning', ...rows].join('\n'))]);
  expect(passages.length).toBeGreaterThan(2);
  const seen = passages.flatMap(({ kind, text }) => {
    const [header, ...own] = text.split('\n');
    expect([kind, header]).toEqual(['TABLE', 'Code | Meaning']);
    return own;
  });
  expect(seen).toEqual(rows);
});

test('a table without names of columns repeats nothing', () => {
  const rows = Array.from({ length: 60 }, (_, row) => `t${row} | ATtiny${row} with some memory`);
  expect(textsOf(sectionOf(rows.join('\n'))).flatMap((text) => text.split('\n'))).toEqual(rows);
});

test('steps are not cut in the middle, and a short list waits for the next passage', () => {
  const steps = Array.from({ length: 30 }, (_, step) => `${step + 1}. ${words(step * 10, 10)}.`);
  for (const { kind, text } of cutPassages([sectionOf(steps.join('\n'))])) {
    expect(kind).toBe('STEPS');
    for (const line of text.split('\n')) expect(steps).toContain(line);
  }
  const list = steps.slice(0, 12).join('\n');
  const [before, whole] = textsOf(sectionOf(`${words(0, 90)}.\n${list}\n${words(500, 100)}`));
  expect(before?.endsWith(`${words(0, 90)}.`)).toBe(true);
  expect(whole).toContain(list);
});
