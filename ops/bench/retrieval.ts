/**
 * How well pages are found, beside other ways of finding them, and what is refused:
 * `npm run bench -- retrieval [DATA_FOLDER] [--scale] [--write]`. The data folder holds `manuals/` with PDFs, `gold-dev.jsonl`
 * (questions with the pages that answer them) and `unanswerable-dev.jsonl`; where it has `xquad/xquad.en.json`, its
 * questions are asked of its paragraphs, and of the manuals, which must refuse them. `--scale` also measures libraries of
 * up to 100,000 passages. `--write` writes the tables to docs/retrieval.md. The last line is everything as one JSON object.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BoxEmbedder } from '@manuel/embedding';
import { StopList } from '@manuel/service';
import { type CorpusPassage, readManual } from './retrieval/corpus.ts';
import { crossValidated } from './retrieval/cross-validation.ts';
import { figuresOf, type StyledFigures } from './retrieval/figures.ts';
import { type Finder, rankOf } from './retrieval/finder.ts';
import { OurSearch } from './retrieval/our-search.ts';
import { miniSearch } from './retrieval/peers/minisearch.ts';
import { PostgresFinder } from './retrieval/peers/postgres.ts';
import { rankFusion } from './retrieval/peers/rank-fusion.ts';
import { goldQuestions, type Question, readXquad, unanswerableQuestions } from './retrieval/questions.ts';
import { measureRefusal } from './retrieval/refusal.ts';
import { curveTable, type Way, waysTable, writePage, xquadLine } from './retrieval/report.ts';
import { measureScale } from './retrieval/scale.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { scale: { type: 'boolean', default: false }, write: { type: 'boolean', default: false } },
});
const dataFolder = positionals[0] ?? join(import.meta.dirname, '../../../shared/data');
const folder = join(dataFolder, 'manuals');
const stops = new StopList();
if (existsSync(join(folder, 'gold-dev.jsonl'))) await run().finally(() => stops.stop());
else {
  console.error(`There is no gold-dev.jsonl in ${folder}: give the data folder as the first argument.`);
  process.exitCode = 1;
}

async function run(): Promise<void> {
  const box = new BoxEmbedder();
  stops.add(() => box.close());
  const gold = goldQuestions(dataFolder);
  const passages: CorpusPassage[] = [];
  for (const manual of new Set(gold.map(({ manual }) => manual))) {
    console.log(`reading ${manual}`);
    passages.push(...(await readManual(folder, manual)));
  }
  const search = await OurSearch.open(passages, box);
  const postgres = await PostgresFinder.open(passages);
  stops.add(() => postgres.close());
  const finders: Record<string, Finder> = {
    ours: search.whole,
    bm25: search.keywords,
    dense: search.meaning,
    rrf: rankFusion([search.keywords, search.meaning]),
    postgres,
    minisearch: miniSearch(passages),
  };
  const byId = new Map(passages.map((passage) => [passage.id, passage]));
  const ways = await Promise.all(
    Object.entries(finders).map(async ([name, finder]) => ({ name, ...(await measure(finder, byId, gold)) })),
  );
  const crossValidation: Way = {
    name: 'ours, weights cross-validated',
    pooled: await crossValidated(search, byId, gold, false),
    alone: await crossValidated(search, byId, gold, true),
  };
  const xquad = await measureXquad(box);
  const others = (readXquad(dataFolder)?.questions ?? []).map(({ text }) => ({ text, kind: 'xquad' }));
  const refusal = await measureRefusal(search, gold, [...unanswerableQuestions(dataFolder), ...others]);
  const tables = [waysTable([...ways, crossValidation]), ...xquadLine(xquad), curveTable(refusal)];
  for (const table of tables) console.log(`\n${table}`);
  console.log('\nrefused', refusal.answerable, refusal.byStyle, refusal.byKind);
  if (values.write) writePage(tables);
  const scale = values.scale ? { scale: await measureScale(folder) } : {};
  const figures = Object.fromEntries(ways.map(({ name, ...way }) => [name, way]));
  const { name, ...crossValidatedFigures } = crossValidation;
  console.log(
    JSON.stringify({
      ...figures,
      crossValidated: crossValidatedFigures,
      xquad,
      refusal,
      passages: passages.length,
      ...scale,
    }),
  );
}

async function measure(
  finder: Finder,
  passages: ReadonlyMap<string, CorpusPassage>,
  questions: readonly Question[],
): Promise<{ pooled: StyledFigures; alone: StyledFigures }> {
  const ranks = async (alone: boolean) => {
    const all = questions.map(async (question) => ({
      style: question.style,
      rank: await rankOf(finder, passages, question, alone ? question.manual : undefined),
    }));
    return figuresOf(await Promise.all(all));
  };
  return { pooled: await ranks(false), alone: await ranks(true) };
}

/** Each paragraph is a page; null where the data folder has no XQuAD. */
async function measureXquad(box: BoxEmbedder): Promise<StyledFigures | null> {
  const set = readXquad(dataFolder);
  if (set === null) return null;
  const { whole } = await OurSearch.open(set.passages, box);
  const passages = new Map(set.passages.map((passage) => [passage.id, passage]));
  return (await measure(whole, passages, set.questions)).pooled;
}
