import { expect, test } from 'vitest';
import { isDirectoryPage } from './directory-pages.ts';

test('a table of contents is a directory', () => {
  const lines = [
    'Contents',
    ...[1, 2, 4, 7, 9, 12].map((page, index) => `${index + 1} Chapter . . . . . . ${page}`),
  ];
  expect(isDirectoryPage(lines, 12)).toBe(true);
});

test('a back index is a directory', () => {
  const lines = [
    'air filter, 12',
    'battery, 3, 14',
    'cable, 9-11',
    'display, 4',
    'error codes, 20, 21',
    'fuse, 8',
  ];
  expect(isDirectoryPage(lines, 30)).toBe(true);
});

test('a table of measures is none, with or without leaders', () => {
  const measures = [1200, 85, 40, 12, 230, 16].map(
    (value, index) => `${'zyxwvu'[index]} value ......... ${value}`,
  );
  expect(isDirectoryPage(measures, 30)).toBe(false);
  expect(
    isDirectoryPage(
      ['Weight: 12, 14', 'Height: 3, 4', 'Width: 5, 2', 'Depth: 1, 1', 'Noise: 6, 7', 'Air: 2, 3'],
      30,
    ),
  ).toBe(false);
});

test('text is none', () => {
  expect(isDirectoryPage(Array(20).fill('Press the button until the lamp goes out.'), 30)).toBe(false);
  expect(isDirectoryPage([], 30)).toBe(false);
});
