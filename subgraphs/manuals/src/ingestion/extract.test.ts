import { expect, test } from 'vitest';
import { type ExtractedPassage, extractDocument } from './extract.ts';
import { docxOf, pdfOf, zipOf } from './fixtures.ts';
import type { MediaType } from './media-type.ts';

const told = ({ page, heading, text }: ExtractedPassage) => ({ page, heading, text });
const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

async function extract(content: string | Uint8Array, mediaType: MediaType) {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return await extractDocument(bytes, mediaType, () => {});
}

/** A paragraph long enough to stay alone. */
const LONG = Array.from({ length: 70 }, (_, index) => `word${index}`).join(' ');

test('Markdown keeps headings, steps, tables and code, and drops marks, link targets and pictures', async () => {
  const markdown = [
    '---\ntitle: secret\n---',
    `# Drill\n\n${LONG}`,
    '## Cleaning *it*',
    'Use **cold** water, see [the tips](https://example.com/tips). ![a tap](tap.png)',
    '1. Open the lid\n2. Wash `FILTER_1`\n   - twice',
    '| Code | Meaning |\n| --- | --- |\n| E-24 | pump &amp; hose |',
    '```\nreset --all\nexit\n```',
    '<p>Wait <b>one</b> hour.</p>',
  ].join('\n\n');
  const { pageCount, passages } = await extract(markdown, 'text/markdown');
  expect(pageCount).toBeNull();
  expect(passages.map(told)).toEqual([
    { page: null, heading: 'Drill', text: `Drill\n${LONG}` },
    {
      page: null,
      heading: 'Drill › Cleaning it',
      text: [
        'Cleaning it',
        'Use cold water, see the tips.',
        '1. Open the lid\n2. Wash FILTER_1\n• twice',
        'Code | Meaning\nE-24 | pump & hose',
        'reset --all\nexit',
        'Wait one hour.',
      ].join('\n'),
    },
  ]);
});

test('HTML gives what can be seen, with headings, items, rows and entities', async () => {
  const html = `<!doctype html><html><head><title>no</title><style>no{}</style></head><body>
    <nav>Home</nav><script>no()</script><!-- no -->
    <h1>Cleaning</h1><p>Use   cold
    water &amp; no&nbsp;soap.<br>Twice.</p><ul><li><p>Open the lid</p></li><li>Wash it</li></ul>
    <table><tr><th>Code</th><th>Meaning</th></tr><tr><td>E-24</td><td>pump</td></tr></table>
    <pre><code>reset
  exit</code></pre></body></html>`;
  const { passages } = await extract(html, 'text/html');
  expect(passages.map(told)).toEqual([
    {
      page: null,
      heading: 'Cleaning',
      text: 'Cleaning\nUse cold water & no soap.\nTwice.\n• Open the lid\n• Wash it\nCode | Meaning\nE-24 | pump\nreset\nexit',
    },
  ]);
});

test('HTML that nobody sees is no text, and one that is never closed hides nothing', async () => {
  const html = `<head><title>no</title><body><p hidden>no</p><p style="color:red; DISPLAY : none">no</p>
    <div role="navigation">no</div><i aria-hidden="true">no</i><select><option>no</option></select>
    <p>Open the lid.<script>no()`;
  const { passages } = await extract(html, 'text/html');
  expect(passages.map(({ text }) => text)).toEqual(['Open the lid.']);
});

test('HTML keeps numbers of steps, lists in lists and rows, and reads a table of layout cell by cell', async () => {
  const html = `<ol start="3"><li>Open the lid<ul><li>slowly</li></ul></li><li></li><li><p>Wash it</p><p>Dry it</p></li></ol>
    <table><caption>Faults</caption><tr><th>Code<th>Meaning</tr>
      <tr><td><p>E-24</p><td><p>pump</p><p>or hose</p><td></tr></table>
    <table><tr><td><h2>Care</h2><p>Use water.</p></td></tr></table>`;
  const { passages } = await extract(html, 'text/html');
  expect(passages[0]?.text.split('\n')).toEqual([
    ...['3. Open the lid', '• slowly', '5. Wash it', 'Dry it'],
    ...['Faults', 'Code | Meaning', 'E-24 | pump or hose', 'Care', 'Use water.'],
  ]);
});

test('plain text has the headings that are underlined or stand alone in capitals', async () => {
  const text = `DRILL 3000\n==========\n${LONG}\n\nCLEANING THE FILTER\n\n${LONG}\nPRESS A\nE-24\n----------\n\nE-25\n\n`;
  const { passages } = await extract(text, 'text/plain');
  expect(passages.map(({ heading }) => heading)).toEqual(['DRILL 3000', 'DRILL 3000 › CLEANING THE FILTER']);
});

test('the language of the text is told', async () => {
  const text = 'Drücken Sie die grüne Taste drei Sekunden lang, bis die Lampe leuchtet.';
  expect((await extract(text, 'text/plain')).language).toBe('de');
  expect((await extract('Press A.', 'text/plain')).language).toBeNull();
});

test('more text than the limit, or more pages, is not read', async () => {
  const read = (bytes: Uint8Array, mediaType: MediaType) =>
    extractDocument(bytes, mediaType, () => {}, { pages: 1, characters: 10 });
  await expect(read(new TextEncoder().encode('Press the button.'), 'text/plain')).rejects.toMatchObject({
    ...{ code: 'TOO_MUCH_TEXT', message: expect.stringMatching(/17 characters.*at most 10 .*parts/) },
  });
  await expect(read(pdfOf([['One.'], ['Two.']]), 'application/pdf')).rejects.toMatchObject({
    ...{ code: 'TOO_MANY_PAGES', message: expect.stringMatching(/2 pages.*at most 1 .*parts/) },
  });
});

test('a Word document keeps its headings, steps and rows', async () => {
  const step = (text: string) =>
    `<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>${text}</w:t></w:r></w:p>`;
  const cell = (text: string) => `<w:tc><w:p><w:r><w:t>${text}</w:t></w:r></w:p></w:tc>`;
  const row = (...texts: string[]) => `<w:tr>${texts.map(cell).join('')}</w:tr>`;
  const table = `<w:tbl>${row('Code', 'Meaning')}${row('E-24', 'pump')}</w:tbl>`;
  const bytes = docxOf(['# Cleaning'], `${step('Open the lid')}${step('Wash it')}${table}`);
  expect((await extract(bytes, DOCX)).passages[0]?.text.split('\n')).toEqual([
    ...['Cleaning', '1. Open the lid', '2. Wash it', 'Code | Meaning', 'E-24 | pump'],
  ]);
});

test('a Word document keeps its headings', async () => {
  const { pageCount, passages } = await extract(docxOf([LONG, '# Cleaning', 'Use cold water.']), DOCX);
  expect(pageCount).toBeNull();
  expect(passages.map(told)).toEqual([
    { page: null, heading: null, text: LONG },
    { page: null, heading: 'Cleaning', text: 'Cleaning\nUse cold water.' },
  ]);
});

test('plain text is read in UTF-8, in UTF-16 with its mark and in Windows-1252, with line ends of Windows', async () => {
  const text = 'Gerät öffnen.\r\nFilter waschen.';
  const expected = [{ page: null, heading: null, text: 'Gerät öffnen.\nFilter waschen.' }];
  expect((await extract(text, 'text/plain')).passages.map(told)).toEqual(expected);
  const old = new Uint8Array(Buffer.from(text, 'latin1'));
  expect((await extract(old, 'text/plain')).passages.map(told)).toEqual(expected);
  const utf16 = new Uint8Array(Buffer.from(`\uFEFF${text}`, 'utf16le'));
  expect((await extract(utf16, 'text/plain')).passages.map(told)).toEqual(expected);
});

test('progress ends at one', async () => {
  const fractions: number[] = [];
  const bytes = new TextEncoder().encode('Press A.');
  await extractDocument(bytes, 'text/plain', (fraction) => fractions.push(fraction));
  expect(fractions).toEqual([1]);
});

test.for([
  ['blank text', '  \n ', 'text/plain', 'FILE_WITHOUT_TEXT'],
  ['HTML without text', '<script>no()</script>', 'text/html', 'FILE_WITHOUT_TEXT'],
  ['a Word document without text', docxOf([]), DOCX, 'FILE_WITHOUT_TEXT'],
  ['bytes that are no text', new Uint8Array([0xc3, 0x28, 0x01]), 'text/plain', 'FILE_UNREADABLE'],
  ['a damaged Word document', docxOf(['Press A.']).slice(0, 200), DOCX, 'FILE_UNREADABLE'],
  ['a ZIP that is no Word document', zipOf({ 'a.txt': 'a' }), DOCX, 'FILE_UNREADABLE'],
  ['a Word document that inflates to fill the memory', bomb(), DOCX, 'FILE_TOO_COMPLEX'],
  ['HTML that is nested too deep', '<div>'.repeat(100_000), 'text/html', 'FILE_TOO_COMPLEX'],
] as const)('%s fails with its code', async ([, content, mediaType, code]) => {
  await expect(extract(content, mediaType)).rejects.toMatchObject({ name: 'IngestionError', code });
});

function bomb(): Uint8Array {
  return zipOf({ '[Content_Types].xml': '', 'word/document.xml': Buffer.alloc(40 * 1024 * 1024, ' ') });
}
