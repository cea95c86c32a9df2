import { expect, test } from 'vitest';
import { type ExtractedPassage, extractDocument } from './extract.ts';
import { type PageText, pdfOf, rawPdf } from './fixtures.ts';

const told = ({ page, heading, text }: ExtractedPassage) => ({ page, heading, text });
const PDF = 'application/pdf';
const ignore = () => {};

test('every passage knows its page and the heading it stands under', async () => {
  const bytes = pdfOf(
    [
      ['Safety', 'Unplug the device before you open it.'],
      ['Cleaning', 'Wash the filter with cold water.', 'Let it dry.'],
    ],
    [
      { title: 'Safety', page: 1, line: 0 },
      { title: 'Cleaning', page: 2, line: 0 },
    ],
  );
  const { pageCount, passages } = await extractDocument(bytes, PDF, ignore);
  expect(pageCount).toBe(2);
  expect(passages.map(told)).toEqual([
    { page: 1, heading: 'Safety', text: 'Safety\nUnplug the device before you open it.' },
    { page: 2, heading: 'Cleaning', text: 'Cleaning\nWash the filter with cold water.\nLet it dry.' },
  ]);
});

test('without an outline, larger lines are headings and stand until the next one', async () => {
  const bytes = pdfOf([
    ['# Cleaning the filter', 'Wash it with cold water and without soap.', 'Let it dry for an hour.'],
    ['It must be dry before you put it back into the device.'],
  ]);
  const { passages } = await extractDocument(bytes, PDF, ignore);
  expect(passages.map(({ page, heading }) => [page, heading])).toEqual([
    [1, 'Cleaning the filter'],
    [2, 'Cleaning the filter'],
  ]);
});

test('a Buffer is read like any bytes, and stays as it was', async () => {
  const bytes = Buffer.from(pdfOf([['Press the button.']]));
  const before = Buffer.from(bytes);
  expect((await extractDocument(bytes, PDF, ignore)).passages[0]?.text).toBe('Press the button.');
  expect(bytes.equals(before)).toBe(true);
});

test('progress rises to one, page by page, and other work runs between pages', async () => {
  const bytes = pdfOf([['One page.'], ['Another page.'], ['The last page.']]);
  const fractions: number[] = [];
  let turns = 0;
  const count = () => {
    turns++;
    timer = setImmediate(count);
  };
  let timer = setImmediate(count);
  await extractDocument(bytes, PDF, (fraction) => fractions.push(fraction));
  clearImmediate(timer);
  expect(fractions).toEqual([1 / 3, 2 / 3, 1]);
  expect(turns).toBeGreaterThanOrEqual(3);
});

test('running heads and page numbers are left out', async () => {
  const page = (number: number, key: string): PageText => [
    `Drill 3000 manual ${number}`,
    `Press ${key}.`,
    'Wait.',
    `${number}`,
  ];
  const bytes = pdfOf([page(1, 'A'), page(2, 'B'), page(3, 'C'), ['4']]);
  const { passages } = await extractDocument(bytes, PDF, ignore);
  expect(passages.map(({ text }) => text)).toEqual(['Press A.\nWait.', 'Press B.\nWait.', 'Press C.\nWait.']);
});

test('a line that is all a page says stays, however often it comes', async () => {
  const bytes = pdfOf([['Step 1: press A.'], ['Step 2: press A.'], ['Step 3: press A.']]);
  const { passages } = await extractDocument(bytes, PDF, ignore);
  expect(passages.map(({ page }) => page)).toEqual([1, 2, 3]);
});

test('a table of contents is left out', async () => {
  const contents = Array.from(
    { length: 8 },
    (_, index) => `Chapter ${index} . . . . . . . ${index < 4 ? 1 : 2}`,
  );
  const { pageCount, passages } = await extractDocument(pdfOf([contents, ['Press A.']]), PDF, ignore);
  expect(pageCount).toBe(2);
  expect(passages.map(({ page }) => page)).toEqual([2]);
});

test('a page without text has no passages', async () => {
  const { pageCount, passages } = await extractDocument(pdfOf([['Press the button.'], []]), PDF, ignore);
  expect(pageCount).toBe(2);
  expect(passages.map(({ page }) => page)).toEqual([1]);
});

const CATALOG = '<< /Type /Catalog /Pages 2 0 R >>';
const ONE_PAGE = [
  '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
  '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>',
];
const ID = `<${'00'.repeat(16)}>`;

test.for([
  ['a PDF of pictures', 'PDF_WITHOUT_TEXT', () => pdfOf([[], []])],
  [
    'a PDF without pages',
    'PDF_WITHOUT_PAGES',
    () => rawPdf([CATALOG, '<< /Type /Pages /Kids [] /Count 0 >>']),
  ],
  [
    'a PDF with a password',
    'PDF_ENCRYPTED',
    () =>
      rawPdf(
        [
          CATALOG,
          ...ONE_PAGE,
          `<< /Filter /Standard /V 1 /R 2 /P -4 /O <${'41'.repeat(32)}> /U <${'42'.repeat(32)}> >>`,
        ],
        `/Encrypt 4 0 R /ID [${ID} ${ID}]`,
      ),
  ],
  ['a damaged PDF', 'FILE_UNREADABLE', () => new TextEncoder().encode('%PDF-1.7\nthis is no PDF')],
  ['a PDF cut off in the middle', 'FILE_UNREADABLE', () => pdfOf([['Press A.']]).slice(0, 300)],
  ['an empty file', 'FILE_UNREADABLE', () => new Uint8Array()],
] as const)('%s fails with %s and says what to do', async ([, code, make]) => {
  const reading = extractDocument(make(), PDF, ignore);
  await expect(reading).rejects.toMatchObject({ name: 'IngestionError', code });
  await expect(reading).rejects.toThrow(/upload/i);
});
