/** A passage as an engine indexes it. */
export interface IndexedPassage {
  readonly id: string;
  /** The terms of the text, as `terms` of @manuel/text gives them for the manual's language. */
  readonly textTerms: readonly string[];
  readonly headingTerms: readonly string[];
  /** What it means, of length 1; null where it is not embedded. */
  readonly vector: Float32Array | null;
}

/** A manual as an engine indexes it. It never changes: a manual that is read again is indexed anew. */
export interface IndexedManual {
  readonly id: string;
  readonly workspace: string;
  /** BCP 47 tag; a query of this manual is cut into terms by the same language. */
  readonly language: string;
  /** Names what made the vectors; null where there are none. */
  readonly model: string | null;
  /** In reading order. */
  readonly passages: readonly IndexedPassage[];
}

/** How BM25 counts. */
export interface Bm25Weights {
  /** How soon more occurrences of a term stop to matter. */
  readonly k1: number;
  /** How much a long passage must repeat a term more often than a short one, from 0 to 1. */
  readonly b: number;
  /** A word of the heading counts as much as this many of the text. */
  readonly heading: number;
}

/** What is searched for, and where. */
export interface CandidateQuery {
  readonly workspace: string;
  readonly manualIds: readonly string[];
  /** The query's terms, each once, by the language of the manuals that they are for. */
  readonly terms: ReadonlyMap<string, readonly string[]>;
  /** The query's vectors of length 1 by model; a manual whose model is not there is searched by its words alone. */
  readonly vectors: ReadonlyMap<string, Float32Array>;
  readonly weights: Bm25Weights;
  /** As many of the best by words, and as many of the nearest, are candidates. */
  readonly best: number;
}

/** A passage that may be what was asked for, with what a ranker goes by. */
export interface Candidate {
  readonly manualId: string;
  readonly passageId: string;
  /** 0 to 1: BM25 over exactly the manuals that are searched, as a share of the highest that there can be. */
  readonly keywords: number;
  /** 0 to 1: the share of the query's terms that it has, each weighing its rarity (idf). */
  readonly coverage: number;
  /** The cosine of its vector with the query's; null where it has none that can be compared. */
  readonly meaning: number | null;
}

/** An index of manuals that is not in this process. */
export interface SearchEngine {
  /** Indexes a manual in place of what is indexed of it. */
  add(manual: IndexedManual): Promise<void>;
  remove(manualId: string): Promise<void>;
  /**
   * The best passages by words together with the nearest ones, in the order of manual id and place; each with all its
   * scores, whichever it was taken for. Equal scores are taken in that order, too.
   */
  candidates(query: CandidateQuery): Promise<Candidate[]>;
}
