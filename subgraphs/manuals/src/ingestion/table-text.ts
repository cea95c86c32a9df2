/** What parts the cells of a table's row in text: it reads well, and a search does not see it. */
export const CELL_BREAK = ' | ';

const ROW = /\S \| \S/;
const MOST_WORDS_OF_COLUMN_NAME = 4;

/** True for a line that is a row of a table. */
export function isTableRow(line: string): boolean {
  return ROW.test(line);
}

/** A table's first row where that names the columns, with short names without figures; else empty. */
export function columnNames(firstRow: string): string {
  const areShort = firstRow
    .split(CELL_BREAK)
    .every((cell) => cell.split(/\s/).length <= MOST_WORDS_OF_COLUMN_NAME);
  return areShort && !/\d/.test(firstRow) ? firstRow : '';
}
