import type { PdfLine } from './pdf-lines.ts';
import { CELL_BREAK, columnNames } from './table-text.ts';

/**
 * Puts the names of its columns above the part of a table that goes on at the top of a page, unless the page has
 * them: what is found on that page alone would not say what its cells are.
 */
export function withCarriedHeaders(pages: readonly (readonly PdfLine[])[]): PdfLine[][] {
  let carried: PdfLine | null = null;
  return pages.map((lines) => {
    const [first] = lines;
    const header = first && carried && goesOn(carried, first) ? carried : null;
    carried = lastHeader(lines, header);
    if (!first || !header || first.text === header.text) return [...lines];
    return [{ ...header, y: first.y + 1, left: first.left }, ...lines];
  });
}

function goesOn(header: PdfLine, first: PdfLine): boolean {
  return first.isTableRow && cellCount(first) === cellCount(header);
}

/** The header of the table that the page ends with; `above` is that of the table it began with. */
function lastHeader(lines: readonly PdfLine[], above: PdfLine | null): PdfLine | null {
  const lastText = lines.findLastIndex(({ isTableRow }) => !isTableRow);
  const firstRow = lines[lastText + 1];
  if (!firstRow) return null;
  if (columnNames(firstRow.text) !== '') return firstRow;
  return lastText < 0 ? above : null;
}

function cellCount({ text }: PdfLine): number {
  return text.split(CELL_BREAK).length;
}
