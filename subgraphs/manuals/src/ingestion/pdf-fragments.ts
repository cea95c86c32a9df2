import type { getDocumentProxy } from 'unpdf';
import type { FontNames } from './pdf-fonts.ts';

export type PdfDocument = Awaited<ReturnType<typeof getDocumentProxy>>;
export type PdfPage = Awaited<ReturnType<PdfDocument['getPage']>>;
type TextContent = Awaited<ReturnType<PdfPage['getTextContent']>>;
type TextItem = Extract<TextContent['items'][number], { str: string }>;

/** A piece of text on one baseline, in the frame in which it reads from left to right. Lengths are in points. */
export interface Fragment {
  text: string;
  left: number;
  right: number;
  /** Height of the baseline, upwards. */
  y: number;
  /** Size of the letters. */
  size: number;
  bold: boolean;
  /** All letters are equally wide, as in code. */
  monospaced: boolean;
  rightToLeft: boolean;
  /** The how-manieth piece of the page this is in the order of the file. */
  order: number;
  /** The file has a space before it. */
  spaced: boolean;
}

/** The text of a page, as it is shown. */
export interface PageText {
  /** Pieces by the way they are turned; those that stand upright are under 0. */
  turned: Map<Turn, Fragment[]>;
  /** From coordinates of the file to the shown page, both upwards. */
  shown(x: number, y: number): { x: number; y: number };
}

/** Clockwise quarter turns; `askew` for other angles and for scripts that run downwards. */
export type Turn = 0 | 1 | 2 | 3 | 'askew';

/** How far beyond the page's edge a piece may begin, in points. */
const EDGE = 2;
/** A text turned by less, in radians, stands straight. */
const STRAIGHT = 0.1;
/** Columns can be set with spaces: so many of them part one piece from the next. */
const PARTING_SPACES = / {3,}/g;
/** Bold letters are often made by printing them twice, so much of their size apart. */
const TWICE_PRINTED = 0.15;

type Matrix = readonly [number, number, number, number, number, number];

/** The pieces of text of a page. Invisible text is kept: it is what text recognition put behind a scan. */
export function fragmentsOf(page: PdfPage, content: TextContent, fonts: FontNames): PageText {
  const viewport = page.getViewport({ scale: 1 });
  // pdf.js types a viewport's transform as any[]; it is a matrix of six numbers.
  const toShown = viewport.transform as unknown as Matrix;
  const { width, height } = viewport;
  const turned = new Map<Turn, Fragment[]>();
  const seen = new Map<string, Fragment>();
  let order = 0;
  let spaced = false;
  for (const item of content.items) {
    if (!('str' in item)) continue;
    if (item.str.trim() === '') {
      spaced ||= item.str !== '';
      continue;
    }
    const { vertical, fontFamily } = content.styles[item.fontName] ?? {};
    const { turn, ...place } = placeOf(item, toShown, height, vertical);
    const onPage = turn !== 0 || isOnPage(place, width, height);
    const style = { ...fonts.styleOf(item.fontName, fontFamily), rightToLeft: item.dir === 'rtl' };
    for (const part of partsOf(item.str, place)) {
      const fragment = { ...place, ...part, ...style, order, spaced: spaced || /^\s/.test(item.str) };
      spaced = false;
      if (!onPage || isPrintedTwice(fragment, seen)) continue;
      order++;
      add(turned, turn, fragment);
    }
    spaced = /\s$/.test(item.str);
  }
  return {
    turned,
    shown: (x, y) => {
      const [shownX, down] = applied(toShown, x, y);
      return { x: shownX, y: height - down };
    },
  };
}

function add(turned: Map<Turn, Fragment[]>, turn: Turn, fragment: Fragment): void {
  const group = turned.get(turn);
  if (group) group.push(fragment);
  else turned.set(turn, [fragment]);
}

interface Place {
  left: number;
  right: number;
  y: number;
  size: number;
}

/** Where an item stands in the frame in which it reads from left to right. */
function placeOf(item: TextItem, toShown: Matrix, height: number, downwards = false): Place & { turn: Turn } {
  // pdf.js types an item's transform as any[]; it is a matrix of six numbers.
  const [a, b, c, d, e, f] = item.transform as unknown as Matrix;
  const [x, down] = applied(toShown, e, f);
  const [alongX, alongDown] = [toShown[0] * a + toShown[2] * b, toShown[1] * a + toShown[3] * b];
  const size = Math.hypot(c, d);
  const quarters = Math.atan2(alongDown, alongX) / (Math.PI / 2);
  const nearest = Math.round(quarters);
  if (downwards || !(Math.abs(quarters - nearest) < STRAIGHT)) {
    return { turn: 'askew', left: x, right: x + item.width, y: height - down, size };
  }
  const turn = TURNS[(nearest + 4) % 4] ?? 0;
  const { left, y } = unturned(turn, x, down, height);
  return { turn, left, right: left + item.width, y, size };
}

const TURNS = [0, 1, 2, 3] as const;

/** A point in the frame in which text that is turned by so many quarters reads from left to right. */
function unturned(
  turn: (typeof TURNS)[number],
  x: number,
  down: number,
  height: number,
): { left: number; y: number } {
  switch (turn) {
    case 0:
      return { left: x, y: height - down };
    case 1:
      return { left: down, y: x };
    case 2:
      return { left: -x, y: down - height };
    case 3:
      return { left: -down, y: -x };
  }
}

function applied([a, b, c, d, e, f]: Matrix, x: number, y: number): [number, number] {
  return [a * x + c * y + e, b * x + d * y + f];
}

function isOnPage({ left, right, y }: Place, width: number, height: number): boolean {
  return right > -EDGE && left < width + EDGE && y > -EDGE && y < height + EDGE;
}

/** The parts of an item that wide runs of spaces hold apart; each has its share of the width. */
function partsOf(text: string, { left, right }: Place): { text: string; left: number; right: number }[] {
  const letter = (right - left) / text.length;
  const parts: { text: string; left: number; right: number }[] = [];
  let from = 0;
  for (const { index, 0: spaces } of [...text.matchAll(PARTING_SPACES), { index: text.length, 0: '' }]) {
    const part = text.slice(from, index).trim();
    if (part !== '') parts.push({ text: part, left: left + from * letter, right: left + index * letter });
    from = index + spaces.length;
  }
  return parts;
}

function isPrintedTwice(fragment: Fragment, seen: Map<string, Fragment>): boolean {
  const before = seen.get(fragment.text);
  seen.set(fragment.text, fragment);
  const near = fragment.size * TWICE_PRINTED;
  return (
    before !== undefined &&
    Math.abs(before.left - fragment.left) < near &&
    Math.abs(before.y - fragment.y) < near
  );
}
