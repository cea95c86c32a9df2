import { readFileSync, writeFileSync } from 'node:fs';
import type { StyledFigures } from './figures.ts';
import type { RefusalFigures } from './refusal.ts';

const PAGE = new URL('../../../docs/retrieval.md', import.meta.url);
const BEGIN = '<!-- written by npm run bench -- retrieval --write -->';
const END = '<!-- end -->';

/** One way to find pages, asked of all manuals together and of each alone. */
export interface Way {
  readonly name: string;
  readonly pooled: StyledFigures;
  readonly alone: StyledFigures;
}

/** The ways side by side as lines of a table: first and among the first five, in percent. */
export function waysTable(ways: readonly Way[]): string {
  const styles = Object.keys(ways[0]?.pooled.byStyle ?? {});
  const heads = ['', 'together', ...styles, 'each alone', ...styles];
  const cells = ({ pooled, alone }: Way) =>
    [pooled, alone].flatMap((figures) => [
      ...[figures, ...styles.map((style) => figures.byStyle[style])].map((one) =>
        one === undefined ? '' : `${percent(one.hit1)} / ${percent(one.hit5)}`,
      ),
    ]);
  return table(
    heads,
    ways.map((way) => [way.name, ...cells(way)]),
  );
}

/** How well XQuAD's paragraphs are found; nothing where there is no XQuAD. */
export function xquadLine(figures: StyledFigures | null): string[] {
  if (figures === null) return [];
  const { questions, hit1, hit5 } = figures;
  return [`XQuAD's ${questions} questions of its paragraphs: ${percent(hit1)} / ${percent(hit5)}.`];
}

/** What is refused below which confidence, in percent. */
export function curveTable({ curve }: RefusalFigures): string {
  const kinds = Object.keys(curve[0]?.byKind ?? {});
  const rows = curve.map(({ below, answerable, byKind }) => [
    below.toFixed(1),
    ...[answerable, ...kinds.map((kind) => byKind[kind] ?? 0)].map(percent),
  ]);
  return table(['below', 'answerable', ...kinds], rows);
}

/** Puts tables in their place of docs/retrieval.md. @throws Error when the page has no such place */
export function writePage(tables: readonly string[]): void {
  const page = readFileSync(PAGE, 'utf8');
  const [start, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (start < 0 || end < start) throw new Error(`docs/retrieval.md has no lines "${BEGIN}" and "${END}".`);
  const written = `${page.slice(0, start)}${BEGIN}\n\n${tables.join('\n\n')}\n\n${page.slice(end)}`;
  writeFileSync(PAGE, written);
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}

function percent(share: number): string {
  return (100 * share).toFixed(1);
}
