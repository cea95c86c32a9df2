/** One column of a table. */
export interface Column {
  readonly title: string;
  readonly align?: 'right';
  /** May be cut to fit; the others are shown whole, as ids must be. */
  readonly flexible?: true;
}

const GAP = '  ';
const SMALLEST_FLEXIBLE = 10;

/**
 * Lays cells out below their titles; as one block per row when the columns do not fit side by side.
 * @param width columns of the terminal; undefined for no limit
 */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width?: number,
): string {
  const full = columns.map(({ title }, index) =>
    Math.max(title.length, ...rows.map((row) => lengthOf(row[index] ?? ''))),
  );
  const widths = width === undefined ? full : fittedWidths(columns, full, width);
  if (widths === undefined) return blocks(columns, rows);
  const lines = [columns.map(({ title }) => title), ...rows].map((cells) =>
    columns
      .map(({ align }, index) => pad(cells[index] ?? '', widths[index] ?? 0, align))
      .join(GAP)
      .trimEnd(),
  );
  return lines.join('\n');
}

/** Breaks text at spaces so that no line is longer than `width`, unless one word is. Keeps its own line breaks. */
export function wrap(text: string, width: number, indent = ''): string {
  return text
    .split('\n')
    .flatMap((line) => wrapLine(line, width - indent.length))
    .map((line) => `${indent}${line}`.trimEnd())
    .join('\n');
}

/** The text, or its beginning with an ellipsis when it is longer than `width`. */
export function cut(text: string, width: number): string {
  const characters = [...text];
  return characters.length > width ? `${characters.slice(0, width - 1).join('')}…` : text;
}

/** A moment such as 2026-11-20 08:15, in UTC. */
export function minuteOf(instant: string): string {
  return new Date(instant).toISOString().slice(0, 16).replace('T', ' ');
}

/** Takes from the widest flexible column until the row fits; undefined when it cannot. */
function fittedWidths(
  columns: readonly Column[],
  full: readonly number[],
  width: number,
): number[] | undefined {
  const widths = [...full];
  const room = width - GAP.length * (columns.length - 1);
  for (let over = sum(widths) - room; over > 0; over--) {
    const flexible = columns.flatMap(({ flexible }, index) => (flexible ? [index] : []));
    const widest = flexible.toSorted((a, b) => (widths[b] ?? 0) - (widths[a] ?? 0))[0];
    if (widest === undefined || (widths[widest] ?? 0) <= SMALLEST_FLEXIBLE) return undefined;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

function blocks(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const titleWidth = Math.max(...columns.map(({ title }) => title.length));
  return rows
    .map((row) =>
      columns.map(({ title }, index) => `${title.padEnd(titleWidth)}${GAP}${row[index] ?? ''}`).join('\n'),
    )
    .join('\n\n');
}

function pad(cell: string, width: number, align: 'right' | undefined): string {
  const text = cut(cell, width);
  const space = ' '.repeat(width - lengthOf(text));
  return align === 'right' ? `${space}${text}` : `${text}${space}`;
}

function wrapLine(line: string, width: number): string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(' ')) {
    const longer = current === '' ? word : `${current} ${word}`;
    if (lengthOf(longer) > width && current !== '') {
      lines.push(current);
      current = word;
    } else {
      current = longer;
    }
  }
  return [...lines, current];
}

/** In code points, which is nearer to what a terminal shows than UTF-16 units are. */
function lengthOf(text: string): number {
  return [...text].length;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
