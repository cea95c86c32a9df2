import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildSegment,
  type ExtractedPassage,
  extractDocument,
  type Segment,
  searchSegments,
} from '@manuel/manuals/retrieval';
import { answerFromPassages, type DraftAnswer } from '@manuel/queries/answering';

const LANGUAGE = 'en';
/** As many passages as the queries subgraph asks the manuals subgraph for. */
const PASSAGES_TO_ANSWER_FROM = 10;
/** Enough passages to hold ten different pages. */
const PASSAGES_TO_RANK_PAGES = 60;

/** A page of a manual as one word, such as `drill.pdf#12`. */
export type PageName = string;

/** Names a page; `page` counts from 1. */
export function pageName(manual: string, page: number | null): PageName {
  return `${manual}#${page ?? ''}`;
}

/** PDF manuals, read and indexed in memory. */
export class Library {
  readonly #segments = new Map<string, Segment>();
  readonly #passages = new Map<string, ExtractedPassage & { manual: string }>();
  /** Processor time of reading the files, in milliseconds. */
  readMilliseconds = 0;
  /** Processor time of building the index, in milliseconds. */
  buildMilliseconds = 0;

  /** Reads `fileName` of `folder` and indexes it under its name. */
  async add(folder: string, fileName: string): Promise<void> {
    const start = process.cpuUsage();
    const bytes = readFileSync(join(folder, fileName));
    const { passages } = await extractDocument(bytes, 'application/pdf', () => {});
    this.readMilliseconds += millisecondsSince(start);
    const named = passages.map((passage, index) => ({ ...passage, id: `${fileName}/${index}` }));
    for (const { id, ...passage } of named) this.#passages.set(id, { ...passage, manual: fileName });
    const built = process.cpuUsage();
    this.#segments.set(fileName, buildSegment(fileName, LANGUAGE, named));
    this.buildMilliseconds += millisecondsSince(built);
  }

  get size(): number {
    return this.#passages.size;
  }

  /** The pages that a search finds, best first; of one manual, or of all. */
  pages(question: string, manual?: string): PageName[] {
    const hits = searchSegments(this.#scope(manual), question, PASSAGES_TO_RANK_PAGES);
    return [...new Set(hits.map(({ passageId }) => this.#pageOf(passageId)))];
  }

  /** The answer from one manual, or from all. */
  answer(question: string, manual?: string): DraftAnswer {
    const hits = searchSegments(this.#scope(manual), question, PASSAGES_TO_ANSWER_FROM);
    const found = hits.flatMap((hit) => {
      const passage = this.#passages.get(hit.passageId);
      return passage ? [{ ...hit, ...passage, language: LANGUAGE }] : [];
    });
    return answerFromPassages(question, found);
  }

  /** The pages that an answer cites. */
  citedPages(answer: DraftAnswer): PageName[] {
    return answer.citations.map(({ passageId }) => this.#pageOf(passageId));
  }

  #scope(manual: string | undefined): Segment[] {
    return [...this.#segments.values()].filter(({ manualId }) => manual === undefined || manualId === manual);
  }

  #pageOf(passageId: string): PageName {
    const passage = this.#passages.get(passageId);
    return passage ? pageName(passage.manual, passage.page) : '';
  }
}

function millisecondsSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
