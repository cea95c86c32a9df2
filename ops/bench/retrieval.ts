/**
 * How well manuals are found, answered from and refused: `node ops/bench/retrieval.ts [dataFolder]`.
 * The data folder holds `manuals/` with PDFs, `gold-dev.jsonl` (questions with the pages that answer them) and
 * `unanswerable-dev.jsonl`; where `xquad/xquad.en.json` is there too, its questions (about anything but these
 * manuals) must be refused as well. Prints percentages by style of question; the last line is everything as one JSON object.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Library, type PageName, pageName } from './retrieval/library.ts';

const goldQuestion = z.object({
  manual: z.string(),
  question: z.string(),
  quote: z.string(),
  pages: z.array(z.number()),
  style: z.string(),
});
const unanswerable = z.object({ question: z.string(), kind: z.string() });
const xquad = z.object({
  data: z.array(
    z.object({ paragraphs: z.array(z.object({ qas: z.array(z.object({ question: z.string() })) })) }),
  ),
});
type GoldQuestion = z.infer<typeof goldQuestion>;

/** One question's outcome, each from 0 to 1. */
type Outcome = Readonly<Record<string, number>>;
/** Averages of outcomes in percent. */
type Figures = Record<string, number>;

const dataFolder = process.argv[2] ?? join(import.meta.dirname, '../../../shared/data');
const folder = join(dataFolder, 'manuals');
if (existsSync(join(folder, 'gold-dev.jsonl'))) await run();
else {
  console.error(`There is no gold-dev.jsonl in ${folder}: give the data folder as the first argument.`);
  process.exitCode = 1;
}

async function run(): Promise<void> {
  const gold = readLines('gold-dev.jsonl', goldQuestion);
  const library = new Library();
  for (const manual of new Set(gold.map(({ manual }) => manual))) await library.add(folder, manual);
  const start = process.cpuUsage();
  const figures = {
    pooled: byGroup(
      gold,
      ({ style }) => style,
      (question) => ask(library, question),
    ),
    alone: byGroup(
      gold,
      ({ style }) => style,
      (question) => ask(library, question, question.manual),
    ),
    refused: byGroup(
      [...readLines('unanswerable-dev.jsonl', unanswerable), ...readXquad()],
      ({ kind }) => kind,
      ({ question }) => ({ refused: library.answer(question).found ? 0 : 1 }),
    ),
  };
  const { user, system } = process.cpuUsage(start);
  const times = {
    passages: library.size,
    readCpuMs: Math.round(library.readMilliseconds),
    buildCpuMs: Math.round(library.buildMilliseconds),
    askCpuMs: Math.round((user + system) / 1000),
  };
  for (const [setting, groups] of Object.entries(figures)) print(setting, groups);
  console.log(times);
  console.log(JSON.stringify({ ...figures, ...times }));
}

function ask(library: Library, gold: GoldQuestion, manual?: string): Outcome {
  const wanted = new Set<PageName>(gold.pages.map((page) => pageName(gold.manual, page)));
  const rank = library.pages(gold.question, manual).findIndex((page) => wanted.has(page));
  const answer = library.answer(gold.question, manual);
  const cited = library.citedPages(answer);
  const quotes = answer.citations.map(({ quote }) => lettersOf(quote));
  return {
    hit1: Number(rank === 0),
    hit5: Number(rank >= 0 && rank < 5),
    mrr10: rank >= 0 && rank < 10 ? 1 / (rank + 1) : 0,
    answered: Number(answer.found),
    goldPageCited: Number(cited.some((page) => wanted.has(page))),
    goldPageCitedFirst: Number(cited.slice(0, 1).some((page) => wanted.has(page))),
    goldQuoted: Number(quotes.some((quote) => quote.includes(lettersOf(gold.quote)))),
  };
}

function lettersOf(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

/** Averages the outcomes of all items and of each group. */
function byGroup<Item>(
  items: readonly Item[],
  groupOf: (item: Item) => string,
  outcomeOf: (item: Item) => Outcome,
): Record<string, Figures> {
  const outcomes = items.map((item) => ({ group: groupOf(item), outcome: outcomeOf(item) }));
  const groups = new Map([['all', outcomes.map(({ outcome }) => outcome)]]);
  for (const { group, outcome } of outcomes) groups.set(group, [...(groups.get(group) ?? []), outcome]);
  return Object.fromEntries([...groups].map(([group, members]) => [group, averages(members)]));
}

function averages(outcomes: readonly Outcome[]): Figures {
  const figures: Figures = { questions: outcomes.length };
  for (const key of Object.keys(outcomes[0] ?? {})) {
    const sum = outcomes.reduce((total, outcome) => total + (outcome[key] ?? 0), 0);
    figures[key] = Math.round((1000 * sum) / outcomes.length) / 10;
  }
  return figures;
}

function print(setting: string, groups: Record<string, Figures>): void {
  console.log(`\n${setting}`);
  console.table(groups);
}

function readLines<Line>(fileName: string, shape: z.ZodType<Line>): Line[] {
  const lines = readFileSync(join(folder, fileName), 'utf8').trim().split('\n');
  return lines.map((line) => shape.parse(JSON.parse(line)));
}

/** The questions of XQuAD in English, of the kind `xquad`; none when the file is missing. */
function readXquad(): z.infer<typeof unanswerable>[] {
  const path = join(dataFolder, 'xquad', 'xquad.en.json');
  if (!existsSync(path)) return [];
  const { data } = xquad.parse(JSON.parse(readFileSync(path, 'utf8')));
  const questions = data.flatMap(({ paragraphs }) => paragraphs).flatMap(({ qas }) => qas);
  return questions.map(({ question }) => ({ question, kind: 'xquad' }));
}
