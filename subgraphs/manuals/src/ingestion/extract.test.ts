import { expect, test } from 'vitest';
import { type ExtractedPassage, extractDocument } from './extract.ts';
import { docxOf, zipOf } from './fixtures.ts';
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
      text: 'Cleaning\nUse cold water & no soap.\nTwice.\n• Open the lid\n• Wash it\nCode Meaning\nE-24 pump\nreset\nexit',
    },
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

test('plain text is read in UTF-8 and in UTF-16 with its mark, with or without line ends of Windows', async () => {
  const text = 'Gerät öffnen.\r\nFilter waschen.';
  const expected = [{ page: null, heading: null, text: 'Gerät öffnen.\nFilter waschen.' }];
  expect((await extract(text, 'text/plain')).passages.map(told)).toEqual(expected);
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
  ['bytes that are no text', new Uint8Array([0xc3, 0x28]), 'text/plain', 'FILE_UNREADABLE'],
  ['a damaged Word document', docxOf(['Press A.']).slice(0, 200), DOCX, 'FILE_UNREADABLE'],
  ['a ZIP that is no Word document', zipOf({ 'a.txt': 'a' }), DOCX, 'FILE_UNREADABLE'],
  ['a Word document that inflates to fill the memory', bomb(), DOCX, 'FILE_UNREADABLE'],
  ['HTML that is nested too deep', '<div>'.repeat(100_000), 'text/html', 'FILE_UNREADABLE'],
] as const)('%s fails with its code', async ([, content, mediaType, code]) => {
  await expect(extract(content, mediaType)).rejects.toMatchObject({ name: 'IngestionError', code });
});

function bomb(): Uint8Array {
  return zipOf({ '[Content_Types].xml': '', 'word/document.xml': Buffer.alloc(40 * 1024 * 1024, ' ') });
}
