import type { Fragment } from './pdf-fragments.ts';

/** Text on one baseline without a wide gap: a line, or one cell of it. Lengths are in points. */
export interface Run {
  text: string;
  left: number;
  right: number;
  y: number;
  /** Size of its largest letters. */
  size: number;
  /** All of its letters are. */
  bold: boolean;
  monospaced: boolean;
  rightToLeft: boolean;
  /** Places of its first and last piece in the order of the file. */
  first: number;
  last: number;
  /** What it is made of, from left to right. */
  pieces: readonly Fragment[];
}

/** What stands side by side on one baseline, from left to right. */
export interface Row {
  runs: Run[];
  y: number;
  size: number;
}

/** As shares of the letters' size. */
const SAME_BASELINE = 0.25;
/** Indices and exponents are smaller and stand higher or lower. */
const SMALLER = 0.85;
const RAISED = 0.45;
/** Longer texts are no indices, but lines beside a large numeral. */
const MOST_LETTERS_OF_INDEX = 16;
const WORD_GAP = 0.1;
const STACKED = 0.3;
const WIDE_GAP = 1;
/** Enough between two pieces that do not follow each other in the file, as across a narrow gutter. */
const JUMP_GAP = 0.5;

/** Pieces of text as rows from top to bottom. */
export function rowsOf(fragments: readonly Fragment[]): Row[] {
  return clustered(fragments).map(({ members, largest }) => rowFrom(runsOf(members), largest));
}

/** Runs again as rows, for a part of the page. */
export function rowsOfRuns(runs: readonly Run[]): Row[] {
  return clustered(runs).map(({ members, largest }) => rowFrom(sortedByLeft(members), largest));
}

function rowFrom(runs: Run[], { y, size }: Piece): Row {
  return { runs, y, size };
}

interface Piece {
  text: string;
  y: number;
  size: number;
}

interface Cluster<Member> {
  members: Member[];
  /** The member with the largest letters, and the longest text of all. */
  largest: Piece;
  longest: number;
}

function clustered<Member extends Piece>(members: readonly Member[]): Cluster<Member>[] {
  const clusters: Cluster<Member>[] = [];
  for (const member of [...members].sort((a, b) => b.y - a.y)) {
    const cluster = clusters.at(-1);
    if (cluster && isOnBaseline(cluster, member)) {
      cluster.members.push(member);
      cluster.longest = Math.max(cluster.longest, member.text.length);
      if (member.size > cluster.largest.size) cluster.largest = member;
    } else clusters.push({ members: [member], largest: member, longest: member.text.length });
  }
  return clusters;
}

function isOnBaseline({ largest, longest }: Cluster<Piece>, piece: Piece): boolean {
  const [small, large] = [Math.min(largest.size, piece.size), Math.max(largest.size, piece.size)];
  const letters = piece.size < largest.size ? piece.text.length : longest;
  const isIndex = small < large * SMALLER && letters <= MOST_LETTERS_OF_INDEX;
  const reach = isIndex ? large * RAISED : small * SAME_BASELINE;
  return Math.abs(largest.y - piece.y) <= reach;
}

function sortedByLeft<Member extends { left: number }>(members: readonly Member[]): Member[] {
  return [...members].sort((a, b) => a.left - b.left);
}

function runsOf(fragments: readonly Fragment[]): Run[] {
  const groups: Fragment[][] = [];
  let before: Fragment | null = null;
  for (const fragment of inReadingOrder(fragments)) {
    const group = groups.at(-1);
    if (group && before && !isApart(before, fragment)) group.push(fragment);
    else groups.push([fragment]);
    before = fragment;
  }
  return groups.map(runOf);
}

/** From left to right. What stands above each other, as in a fraction, keeps the order of the file. */
function inReadingOrder(fragments: readonly Fragment[]): Fragment[] {
  const stacks: { members: Fragment[]; right: number }[] = [];
  for (const fragment of sortedByLeft(fragments)) {
    const stack = stacks.at(-1);
    const reach = fragment.size * (stack && stack.members.length > 1 ? STACKED / 2 : -STACKED);
    if (stack && fragment.left < stack.right + reach) {
      stack.members.push(fragment);
      stack.right = Math.max(stack.right, fragment.right);
    } else stacks.push({ members: [fragment], right: fragment.right });
  }
  return stacks.flatMap(({ members }) => members.sort((a, b) => a.order - b.order));
}

function isApart(before: Fragment, next: Fragment): boolean {
  const gap = (next.left - before.right) / Math.max(before.size, next.size);
  const follows = next.order === before.order + 1 || before.order === next.order + 1;
  return gap > WIDE_GAP || (gap > JUMP_GAP && !follows);
}

/** Cuts a run where `isCut` says so of a piece and the one before it. */
export function cutRun({ pieces }: Run, isCut: (piece: Fragment, before: Fragment) => boolean): Run[] {
  const parts: Fragment[][] = [];
  let before: Fragment | null = null;
  for (const piece of pieces) {
    const part = parts.at(-1);
    if (part && before && !isCut(piece, before)) part.push(piece);
    else parts.push([piece]);
    before = piece;
  }
  return parts.map(runOf);
}

function runOf(fragments: readonly Fragment[]): Run {
  const rightToLeft = fragments.filter((fragment) => fragment.rightToLeft).length > fragments.length / 2;
  const largest = fragments.reduce((a, b) => (b.size > a.size ? b : a));
  return {
    text: joined(rightToLeft ? fragments.toReversed() : fragments),
    left: fragments.reduce((least, { left }) => Math.min(least, left), largest.left),
    right: fragments.reduce((most, { right }) => Math.max(most, right), largest.right),
    y: largest.y,
    size: largest.size,
    bold: fragments.every(({ bold }) => bold),
    monospaced: fragments.every(({ monospaced }) => monospaced),
    rightToLeft,
    first: fragments.reduce((least, { order }) => Math.min(least, order), largest.order),
    last: fragments.reduce((most, { order }) => Math.max(most, order), largest.order),
    pieces: fragments,
  };
}

function joined(fragments: readonly Fragment[]): string {
  let text = '';
  let before: Fragment | null = null;
  for (const fragment of fragments) {
    if (before) {
      const size = Math.max(before.size, fragment.size);
      const gap = Math.max(fragment.left - before.right, before.left - fragment.right);
      const follows = fragment.order === before.order + 1;
      const isStacked = gap < -size * STACKED;
      const isSpaced = gap > WORD_GAP * size || isStacked || (follows && fragment.spaced);
      text += isSpaced ? ' ' : '';
    }
    text += fragment.text;
    before = fragment;
  }
  return text;
}
