import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type CorpusPassage, type PageName, pageName } from './corpus.ts';

/** A question with the pages that answer it. */
export interface Question {
  readonly text: string;
  /** How it is asked, such as `paraphrase`. */
  readonly style: string;
  /** The manual that answers it. */
  readonly manual: string;
  /** Each of them answers it. */
  readonly pages: ReadonlySet<PageName>;
}

/** A question that the manuals do not answer: `far` from all of them, or `near`, of a subject that they speak of. */
export interface Unanswerable {
  readonly text: string;
  readonly kind: string;
}

const GoldLine = z.object({
  manual: z.string(),
  question: z.string(),
  pages: z.array(z.number()),
  style: z.string(),
});
const UnanswerableLine = z.object({ question: z.string(), kind: z.string() });
const Xquad = z.object({
  data: z.array(
    z.object({
      title: z.string(),
      paragraphs: z.array(
        z.object({ context: z.string(), qas: z.array(z.object({ question: z.string() })) }),
      ),
    }),
  ),
});

/** The questions of `manuals/gold-dev.jsonl`. */
export function goldQuestions(dataFolder: string): Question[] {
  return readLines(join(dataFolder, 'manuals', 'gold-dev.jsonl'), GoldLine).map(
    ({ manual, question, pages, style }) => ({
      ...{ text: question, style, manual },
      pages: new Set(pages.map((page) => pageName(manual, page))),
    }),
  );
}

/** The questions of `manuals/unanswerable-dev.jsonl`. */
export function unanswerableQuestions(dataFolder: string): Unanswerable[] {
  const path = join(dataFolder, 'manuals', 'unanswerable-dev.jsonl');
  return readLines(path, UnanswerableLine).map(({ question, kind }) => ({ text: question, kind }));
}

/** XQuAD in English: each paragraph is a page, and has questions. */
export interface XquadSet {
  readonly passages: CorpusPassage[];
  readonly questions: Question[];
}

const XQUAD = 'xquad';

/** Null where the data folder has no XQuAD. */
export function readXquad(dataFolder: string): XquadSet | null {
  const path = join(dataFolder, 'xquad', 'xquad.en.json');
  if (!existsSync(path)) return null;
  const { data } = Xquad.parse(JSON.parse(readFileSync(path, 'utf8')));
  const paragraphs = data.flatMap(({ paragraphs }) => paragraphs);
  return {
    passages: paragraphs.map(({ context }, index) => ({
      ...{ id: `${XQUAD}/${index}`, manual: XQUAD, page: pageName(XQUAD, index + 1) },
      ...{ path: [], heading: null, text: context },
    })),
    questions: paragraphs.flatMap(({ qas }, index) =>
      qas.map(({ question }) => ({
        ...{ text: question, style: XQUAD, manual: XQUAD },
        pages: new Set([pageName(XQUAD, index + 1)]),
      })),
    ),
  };
}

function readLines<Line>(path: string, shape: z.ZodType<Line>): Line[] {
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  return lines.map((line) => shape.parse(JSON.parse(line)));
}
