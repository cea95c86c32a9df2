import { parse } from 'node:path';
import type { BoxEmbedder } from '@manuel/embedding';
import {
  buildSegment,
  Embedders,
  embedContents,
  KeywordScores,
  namedManuals,
  nearestPassages,
  type RankedPassage,
  rankPassages,
  type SearchQuestion,
  type Segment,
  searchSegments,
  vectorsOf,
} from '@manuel/manuals/retrieval';
import { createLogger } from '@manuel/service';
import type { CorpusPassage } from './corpus.ts';
import type { Finder } from './finder.ts';

const LANGUAGE = 'en';
/** Enough passages for ten pages. */
const MOST_HITS = 100;
/** As many passages as the queries subgraph asks the manuals subgraph for. */
const CONSIDERED = 12;

/** Manuel's own search with the model in the box, over manuals in memory. */
export class OurSearch {
  readonly #segments: readonly Segment[];
  readonly #embedders: Embedders;
  readonly #models: ReadonlySet<string>;
  readonly #questions = new Map<string, Promise<SearchQuestion>>();

  private constructor(box: BoxEmbedder, segments: readonly Segment[]) {
    this.#segments = segments;
    this.#models = new Set([box.model]);
    this.#embedders = new Embedders({ embedders: [box], reader: box }, createLogger('bench', 'warn'));
  }

  /** Indexes passages as an ingestion does. */
  static async open(passages: readonly CorpusPassage[], box: BoxEmbedder): Promise<OurSearch> {
    const segments: Segment[] = [];
    for (const [manual, own] of Map.groupBy(passages, (passage) => passage.manual))
      segments.push(await index(manual, own, box));
    return new OurSearch(box, segments);
  }

  /** As `searchPassages` finds, with manuals called as their files are. */
  get whole(): Finder {
    return this.#finder(async (segments, question) => {
      const manuals = segments.map(({ manualId, language }) => ({
        ...{ id: manualId, language, title: parse(manualId).name, product: null },
      }));
      const named = namedManuals(question.text, manuals);
      return searchSegments(segments, question, MOST_HITS, named).map(({ passageId }) => passageId);
    });
  }

  /** By keywords alone. */
  get keywords(): Finder {
    return this.#finder(async (segments, { text }) => {
      const keywords = new KeywordScores(segments, text);
      const scored = segments.flatMap((segment) =>
        Array.from(keywords.of(segment).scores, (score, passage) => ({ segment, passage, score })),
      );
      scored.sort((a, b) => b.score - a.score);
      return scored.slice(0, MOST_HITS).map(({ segment, passage }) => segment.passageId(passage));
    });
  }

  /** By the vectors of passages alone. */
  get meaning(): Finder {
    return this.#finder(async (segments, { vectors }) =>
      nearestPassages(segments, vectors, MOST_HITS).map(({ segment, passage }) => segment.passageId(passage)),
    );
  }

  /** Every candidate with the scores of its parts. */
  async candidates(question: string, manual?: string): Promise<RankedPassage[]> {
    return rankPassages(this.#scope(manual), await this.read(question));
  }

  /** How sure the search is that the manuals answer a question, and what is enough to answer. */
  async confidence(question: string, manual?: string): Promise<{ confidence: number; answers: boolean }> {
    const hits = searchSegments(this.#scope(manual), await this.read(question), CONSIDERED);
    const { confidence = 0, why } = hits[0] ?? {};
    return { confidence, answers: why !== undefined && confidence >= why.threshold };
  }

  /** A question with its vectors; read once. */
  read(question: string): Promise<SearchQuestion> {
    const read = this.#questions.get(question) ?? this.#embedders.read(question, this.#models);
    this.#questions.set(question, read);
    return read;
  }

  #finder(
    find: (segments: readonly Segment[], question: SearchQuestion) => Promise<readonly string[]>,
  ): Finder {
    return { find: async (question, manual) => find(this.#scope(manual), await this.read(question)) };
  }

  #scope(manual: string | undefined): Segment[] {
    return this.#segments.filter(({ manualId }) => manual === undefined || manualId === manual);
  }
}

async function index(manual: string, passages: readonly CorpusPassage[], box: BoxEmbedder): Promise<Segment> {
  const contents = new Map(passages.map((passage) => [passage.id, passage]));
  const kept = await embedContents({ embedder: box, reader: box }, contents, LANGUAGE, () => {});
  const { model, dimensions } = box;
  const encoding = { model, dimensions, wordModel: model, wordDimensions: dimensions };
  const indexed = passages.map(({ id, heading, text }) => {
    const bytes = kept.get(id);
    return { id, heading, text, vectors: bytes ? vectorsOf(bytes) : null };
  });
  return buildSegment(manual, LANGUAGE, indexed, encoding);
}
