/**
 * What a segment is made of, as typed arrays: P passages in reading order, T terms in the order of their UTF-8 bytes,
 * O pairs of a term and a passage that has it, W windows.
 */
export interface SegmentArrays {
  /** The passages' ids in UTF-8, one after the other. */
  readonly idBytes: Uint8Array;
  /** P + 1: where each id begins, and where the last one ends. */
  readonly idStarts: Uint32Array;
  /** The ids of their contents, likewise; passages of equal content have the same. */
  readonly contentBytes: Uint8Array;
  readonly contentStarts: Uint32Array;
  /** P: physical pages, from 1; 0 where there is none. */
  readonly pages: Uint32Array;
  /** P: the number of terms in the text. */
  readonly textLengths: Uint32Array;
  /** P: the number of terms in the heading. */
  readonly headingLengths: Uint32Array;
  /** The terms in UTF-8, one after the other. */
  readonly termBytes: Uint8Array;
  /** T + 1: where each term begins in `termBytes`, and where the last one ends. */
  readonly termStarts: Uint32Array;
  /** T + 1: where each term's range begins in the three lists below, and where the last one ends. */
  readonly postingStarts: Uint32Array;
  /** O: passages by their place, ascending within a term. */
  readonly postings: Uint32Array;
  /** O: how often the term occurs in the text; 255 stands for all higher numbers too. */
  readonly textCounts: Uint8Array;
  /** O: how often the term occurs in the heading; 255 stands for all higher numbers too. */
  readonly headingCounts: Uint8Array;
  /** P + 1: where each passage's windows begin in the lists below, and where the last ones end. */
  readonly windowStarts: Uint32Array;
  /** P: how many of a passage's windows are long ones; they stand first. */
  readonly longCounts: Uint8Array;
  /** W: what a vector's codes are multiplied with. */
  readonly scales: Float32Array;
  /** W × as many bytes as `paddedBytes` says of the dimensions: the vectors' components, then zeros. */
  readonly codes: Int8Array;
  /** W × signature bytes: a bit for each component, set where that is above zero. */
  readonly signatures: Uint8Array;
}

/** How the vectors of passages were made. */
export interface Encoding {
  /** The embedder's model: vectors of different ones cannot be compared. */
  readonly model: string;
  /** How the windows were cut, as `WINDOWS` names it. */
  readonly windows: string;
  /** Components of a vector. */
  readonly dimensions: number;
}

/** What a segment is the index of. */
export interface SegmentHead {
  readonly manualId: string;
  /** BCP 47 tag; a query of this segment is cut into terms by the same language. */
  readonly language: string;
  /** Null where no passage has vectors. */
  readonly encoding: Encoding | null;
}
