import { expect, test } from 'vitest';
import { linesAt, type PlacedPage, type PlacedText, placedPdf, rowsAt } from './fixtures-pdf.ts';
import { commandPageReader, type PageReader } from './page-reader.ts';
import { readPdf } from './read-pdf.ts';

async function textsOf(...pages: PlacedText[][]): Promise<string[]> {
  const { sections } = await readPdf(placedPdf(pages.map((texts) => ({ texts }))), () => {});
  return sections.map(({ text }) => text);
}

const LEFT = [
  'The pump moves the water from the',
  'tank to the boiler. It must never',
  'run dry for a long time.',
  'Fill the tank first.',
];
const RIGHT = [
  'A dry pump gets hot and loud. Then',
  'switch the device off and wait for',
  'ten minutes. Fill the tank again',
  'and start from the beginning.',
];
const HEAD = 'All about the pump of the coffee machine, from its first day to its last one';
const TAIL = 'This holds for all machines that were made before the year in which the last one came';

test('columns are read one after the other, between what goes across the page', async () => {
  const [text] = await textsOf([
    ...linesAt(20, 560, [HEAD]),
    ...linesAt(20, 530, LEFT),
    ...linesAt(210, 530, RIGHT),
    ...linesAt(20, 460, [TAIL]),
  ]);
  expect(text?.split('\n')).toEqual([HEAD, ...LEFT, ...RIGHT, TAIL]);
});

test('columns of prose are found where the file writes line by line across the gutter', async () => {
  const lines = LEFT.flatMap((left, index) => [
    { text: left, x: 20, y: 530 - index * 12 },
    { text: RIGHT[index] ?? '', x: 210, y: 530 - index * 12 },
  ]);
  const [text] = await textsOf(lines);
  expect(text?.split('\n')).toEqual([...LEFT, ...RIGHT]);
});

test('three columns, whose lines stand at different heights, are read one after the other', async () => {
  const column = (name: string) => ['one', 'two', 'three', 'four'].map((number) => `${name} ${number}`);
  const [text] = await textsOf([
    ...linesAt(20, 560, column('left')),
    ...linesAt(150, 557, column('middle')),
    ...linesAt(280, 553, column('right')),
  ]);
  expect(text?.split('\n')).toEqual([...column('left'), ...column('middle'), ...column('right')]);
});

test('a table is kept row by row, and a wrapped cell in its row', async () => {
  const [text] = await textsOf([
    ...linesAt(20, 560, ['The lamp tells what is wrong with the machine at any time of the day and night.']),
    ...rowsAt([20, 120, 250], 540, [
      ['Code', 'Meaning', 'Remedy'],
      ['E-24', 'Pump is dry', 'Fill the tank'],
    ]),
    { text: 'F10', x: 20, y: 512 },
    { text: 'No water runs', x: 120, y: 512 },
    { text: 'through the hose', x: 120, y: 500 },
    { text: 'Clean the', x: 250, y: 512 },
    { text: 'inside of the fil-', x: 250, y: 500 },
    { text: 'ter', x: 250, y: 488 },
    ...rowsAt([20, 120, 250], 474, [['F11', 'Too hot', 'Wait']]),
    ...linesAt(20, 440, ['Other codes are for the workshop only, which has a list of all of them at hand.']),
  ]);
  expect(text?.split('\n').slice(1, -1)).toEqual([
    'Code | Meaning | Remedy',
    'E-24 | Pump is dry | Fill the tank',
    'F10 | No water runs through the hose | Clean the inside of the filter',
    'F11 | Too hot | Wait',
  ]);
});

test('a table that goes on says on every page what its columns are', async () => {
  const rows = (from: number) => [0, 1, 2].map((row) => [`E-${from + row}`, 'Pump is dry', 'Fill the tank']);
  const texts = await textsOf(
    rowsAt([20, 120, 250], 560, [['Code', 'Meaning', 'Remedy'], ...rows(1)]),
    rowsAt([20, 120, 250], 560, rows(4)),
    rowsAt([20, 120, 250], 560, [['Code', 'Meaning', 'Remedy'], ...rows(7)]),
    rowsAt([20, 120], 560, [
      ['Red', 'Hot'],
      ['Blue', 'Cold'],
    ]),
  );
  expect(texts.map((text) => text.split('\n').slice(0, 2))).toEqual([
    ['Code | Meaning | Remedy', 'E-1 | Pump is dry | Fill the tank'],
    ['Code | Meaning | Remedy', 'E-4 | Pump is dry | Fill the tank'],
    ['Code | Meaning | Remedy', 'E-7 | Pump is dry | Fill the tank'],
    ['Red | Hot', 'Blue | Cold'],
  ]);
});

test('code in columns, list marks and wide gaps in prose make no table', async () => {
  const code = [
    ['reset', '// starts anew'],
    ['exit', '// ends'],
  ] as const;
  const [text] = await textsOf([
    ...code.flatMap(([left, right], row) => [
      { text: left, x: 20, y: 560 - row * 12, font: 'mono' as const },
      { text: right, x: 120, y: 560 - row * 12, font: 'mono' as const },
    ]),
    ...rowsAt([20, 45], 500, [
      ['1.', 'Open the lid'],
      ['2.', 'Wash the filter'],
    ]),
    { text: 'The lid opens.', x: 20, y: 450 },
    { text: 'Then it closes.', x: 130, y: 450 },
  ]);
  expect(text?.split('\n')).toEqual([
    'reset // starts anew',
    'exit // ends',
    '1. Open the lid',
    '2. Wash the filter',
    'The lid opens. Then it closes.',
  ]);
});

test('raised and lowered signs stay in their line, and text printed twice for boldness comes once', async () => {
  const [text] = await textsOf([
    { text: 'Area in m', x: 20, y: 500 },
    { text: '2', x: 63, y: 503.5, size: 6 },
    { text: 'and H', x: 70, y: 500 },
    { text: '2', x: 97.5, y: 498, size: 6 },
    { text: 'O', x: 101, y: 500 },
    { text: 'Danger', x: 20, y: 480 },
    { text: 'Danger', x: 20.4, y: 480 },
  ]);
  expect(text).toBe('Area in m2 and H2O\nDanger');
});

test('a large numeral beside two lines does not mix them', async () => {
  const [text] = await textsOf([
    { text: '1', x: 20, y: 494, size: 16 },
    ...linesAt(40, 500, ['Open the lid of the machine and take', 'the filter out of its holder.']),
  ]);
  expect(text).toContain('Open the lid of the machine and take');
  expect(text).toContain('the filter out of its holder.');
});

test('a cell that nearly touches the next one is still a cell', async () => {
  const rows = [
    ['octave', 'starts the program'],
    ['octave file', 'runs the file'],
    ['octave --eval', 'runs the words'],
  ];
  const [text] = await textsOf(rowsAt([20, 86], 560, rows));
  expect(text?.split('\n')).toEqual(rows.map((row) => row.join(' | ')));
});

test('turned text follows the upright, and a page printed sideways is read along its lines', async () => {
  const upright = linesAt(60, 500, ['Press the button.', 'Wait for the lamp.']);
  const [tab, sideways] = await textsOf(
    [{ text: 'ENGLISH', x: 390, y: 300, turned: 90 }, ...upright],
    [
      { text: 'Code and meaning of all lamps', x: 100, y: 100, turned: 90 },
      { text: 'Red means that it is hot', x: 120, y: 100, turned: 90 },
    ],
  );
  expect(tab).toBe('Press the button.\nWait for the lamp.\nENGLISH');
  expect(sideways).toBe('Code and meaning of all lamps\nRed means that it is hot');
});

test('what lies beyond the edges of the page is not read', async () => {
  const [text] = await textsOf([...linesAt(20, 560, ['Seen']), ...linesAt(20, 700, ['Unseen'])]);
  expect(text).toBe('Seen');
});

const BODY = [
  'First the lid must be opened.',
  'Then the filter is washed in water.',
  'It dries for an hour.',
  'Then it goes back.',
];

function bodyPage(page: number): PlacedText[] {
  return linesAt(
    20,
    500,
    BODY.map((line) => `${line} ${'abcdefgh'[page]}`),
  );
}

test('heads that alternate and name the chapter are left out, and a title of the text is not', async () => {
  const heads = [
    'Drill 3000',
    'Safety',
    'Drill 3000',
    'Cleaning',
    'Drill 3000',
    'Care',
    'Drill 3000',
    'Waste',
  ];
  const texts = await textsOf(
    ...heads.map((head, page) => [
      { text: head, x: 20, y: 570 },
      { text: 'Procedure', x: 20, y: 530, size: 14 },
      ...bodyPage(page),
      { text: 'www.example.com', x: 20, y: 40 },
      { text: `${page + 1}`, x: 200, y: 28 },
    ]),
  );
  expect(texts.map((text) => text.split('\n')[0])).toEqual(heads.map(() => 'Procedure'));
  expect(texts.join('\n')).not.toMatch(/Drill|Waste|www|\d/);
});

test('titles with numbers that begin several pages stay', async () => {
  const texts = await textsOf(
    ...Array.from({ length: 20 }, (_, page) => [
      ...(page % 7 === 0 ? [{ text: `${page + 1}.4 Examples`, x: 20, y: 540, size: 11 }] : []),
      ...bodyPage(page % 8),
    ]),
  );
  expect(texts.filter((text) => text.includes('Examples'))).toHaveLength(3);
});

async function labelsOf(pages: PlacedText[][], labels?: string): Promise<(string | null)[]> {
  const bytes = placedPdf(
    pages.map((texts) => ({ texts })),
    labels ? { labels } : {},
  );
  const { sections } = await readPdf(bytes, () => {});
  return sections.map(({ pageLabel }) => pageLabel);
}

test('pages are called what the file calls them', async () => {
  const pages = [0, 1, 2, 3].map(bodyPage);
  const labels = '/Nums [0 << /S /r >> 2 << /S /D /P (A-) >>]';
  expect(await labelsOf(pages, labels)).toEqual(['i', 'ii', 'A-1', 'A-2']);
});

test('without labels in the file, numbers at the foot that rise with the pages are taken', async () => {
  const feet = ['i', 'ii', 'iii', '1', '2', '', '4', '5'];
  const pages = feet.map((foot, page) => [
    ...bodyPage(page),
    ...(foot ? [{ text: foot, x: 200, y: 30 }] : []),
  ]);
  expect(await labelsOf(pages)).toEqual(feet.map((foot) => foot || '3'));
});

test('pages that count anew in every chapter are called by both', async () => {
  const feet = ['1-1', '1-2', '1-3', '2-1', '2-2', 'A-1', 'A-2'];
  const pages = feet.map((foot, page) => [...bodyPage(page), { text: `${foot} Safety`, x: 200, y: 30 }]);
  expect(await labelsOf(pages)).toEqual(feet);
});

test('a page that is called by its place in the file has no label', async () => {
  const pages = [0, 1, 2, 3].map((page) => [
    ...bodyPage(page),
    { text: `Page ${page + 1} of 4`, x: 200, y: 30 },
  ]);
  expect(await labelsOf(pages)).toEqual([null, null, null, null]);
});

test('headings are told by size, weight and number, and each text knows its path and the pages of its section', async () => {
  const pages: PlacedPage[] = [
    {
      texts: [
        { text: 'Chapter 1', x: 20, y: 560, size: 20 },
        { text: 'Care', x: 20, y: 535, size: 20 },
        ...linesAt(20, 510, BODY),
        { text: '1.1 Cleaning', x: 20, y: 440, size: 12, font: 'bold' },
        ...linesAt(20, 420, BODY),
        { text: 'Objective', x: 20, y: 350, font: 'bold' },
        ...linesAt(20, 330, BODY),
      ],
    },
    { texts: linesAt(20, 500, BODY) },
    { texts: [{ text: '1.2 Storing', x: 20, y: 560, size: 12, font: 'bold' }, ...linesAt(20, 530, BODY)] },
  ];
  const { sections } = await readPdf(placedPdf(pages), () => {});
  expect(sections.map(({ page, path, sectionPages }) => [page, path, sectionPages])).toEqual([
    [1, ['Chapter 1 Care'], { first: 1, last: 1 }],
    [1, ['Chapter 1 Care', '1.1 Cleaning'], { first: 1, last: 1 }],
    [1, ['Chapter 1 Care', '1.1 Cleaning', 'Objective'], { first: 1, last: 2 }],
    [2, ['Chapter 1 Care', '1.1 Cleaning', 'Objective'], { first: 1, last: 2 }],
    [3, ['Chapter 1 Care', '1.2 Storing'], { first: 3, last: 3 }],
  ]);
});

test('an entry of the outline begins at its title, wherever on the page it leads', async () => {
  const texts = linesAt(20, 560, [
    'The end of what came before.',
    '2 Cleaning',
    ...BODY,
    '3 Storing',
    'In the dark.',
  ]);
  const outline = [
    { title: 'Cleaning', page: 1 },
    { title: 'Storing', page: 1, y: 590 },
    { title: 'Nowhere to be found', page: 1, y: 480 },
  ];
  const { sections } = await readPdf(placedPdf([{ texts }], { outline }), () => {});
  expect(sections.map(({ heading, text }) => [heading, text])).toEqual([
    [null, 'The end of what came before.'],
    ['Cleaning', ['2 Cleaning', ...BODY].join('\n')],
    ['Storing', '3 Storing'],
    ['Nowhere to be found', 'In the dark.'],
  ]);
});

test('headings that a table of contents of chapters leaves out stand below its entries', async () => {
  const pages = Array.from({ length: 5 }, (_, page) => ({
    texts: [
      ...linesAt(20, 560, [page === 0 ? 'Care' : `Page of ${BODY[page - 1]}`], { size: 20 }),
      ...linesAt(20, 530, ['Filter'], { size: 14 }),
      ...linesAt(20, 500, BODY),
    ],
  }));
  const { sections } = await readPdf(placedPdf(pages, { outline: [{ title: 'Care', page: 1 }] }), () => {});
  expect(sections.map(({ path }) => path)).toContainEqual(['Care', 'Filter']);
});

const SCAN: PlacedPage = { texts: [], picture: true };
const BLANK: PlacedPage = { texts: [] };
const WRITTEN: PlacedPage = { texts: linesAt(20, 500, BODY) };

test('pages that are pictures are named, blank ones are not', async () => {
  const { pagesWithoutText } = await readPdf(placedPdf([WRITTEN, SCAN, BLANK, SCAN]), () => {});
  expect(pagesWithoutText).toEqual([2, 4]);
});

test('a page reader is asked for the text of pictures, and what it finds stands on their pages', async () => {
  const asked: number[] = [];
  const reader: PageReader = {
    async read(pdf, page) {
      expect(new TextDecoder().decode(pdf.slice(0, 5))).toBe('%PDF-');
      asked.push(page);
      return page === 2 ? 'Cleaning\n\nWash it in cold water.\n' : '';
    },
  };
  const bytes = placedPdf([WRITTEN, SCAN, SCAN]);
  const { sections, pagesWithoutText } = await readPdf(bytes, () => {}, { pageReader: reader });
  expect(asked).toEqual([2, 3]);
  expect(pagesWithoutText).toEqual([3]);
  expect(sections.find(({ page }) => page === 2)?.text).toBe('Cleaning\nWash it in cold water.');
});

test('a PDF of nothing but pictures needs a page reader', async () => {
  const bytes = placedPdf([SCAN, SCAN]);
  await expect(readPdf(bytes, () => {})).rejects.toMatchObject({ code: 'PDF_WITHOUT_TEXT' });
  const { sections } = await readPdf(bytes, () => {}, {
    pageReader: { read: async (_, page) => `Read from page ${page}` },
  });
  expect(sections.map(({ text }) => text)).toEqual(['Read from page 1', 'Read from page 2']);
});

test('a command can be the page reader', async () => {
  const script = `let n = 0; process.stdin.on('data', (d) => { n += d.length; }).on('end', () => console.log('page', process.argv[1], 'of', n, 'bytes'));`;
  const reader = commandPageReader(process.execPath, ['-e', script]);
  expect(await reader.read(new Uint8Array(300_000), 7)).toBe('page 7 of 300000 bytes\n');
});

test('a command that fails, is missing or is no longer wanted ends the reading', async () => {
  const failing = commandPageReader(process.execPath, ['-e', 'console.error("no engine"); process.exit(3)']);
  await expect(failing.read(new Uint8Array(9), 2)).rejects.toThrow(/status 3 on page 2: no engine/);
  await expect(commandPageReader('/nowhere/ocr').read(new Uint8Array(9), 1)).rejects.toThrow(/ENOENT/);
  const controller = new AbortController();
  const waiting = commandPageReader(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  const reading = waiting.read(new Uint8Array(9), 1, controller.signal);
  controller.abort(new Error('stop'));
  await expect(reading).rejects.toThrow('stop');
});

test('a page of many thousand pieces and an outline of thousands of entries are read', async () => {
  const texts = Array.from({ length: 8000 }, (_, index) => ({
    text: `w${index}`,
    x: (index % 40) * 10,
    y: 590 - Math.floor(index / 40) * 1.1,
    size: 1,
  }));
  const outline = Array.from({ length: 3000 }, (_, index) => ({
    title: `w${index} and more`,
    page: 1,
    y: index / 6,
  }));
  const { sections } = await readPdf(placedPdf([{ texts }], { outline }), () => {});
  expect(sections.flatMap(({ text }) => text.match(/w\d+/g) ?? [])).toHaveLength(8000);
});
