/** A passage that a search found, best first in a list of them. */
export interface AnswerPassage {
  passageId: string;
  manualId: string;
  /** The physical page, from 1; null for formats without pages. */
  page: number | null;
  heading: string | null;
  text: string;
  /** Comparable only within one search; higher is better. */
  score: number;
  /** 0 to 1: how sure the search is that its passages answer; the same for all of them. */
  confidence: number;
  /** The confidence that is enough to answer with. */
  threshold: number;
  /** BCP 47 tag of the manual's text. */
  language: string;
}

/** An answer before it is stored. */
export interface DraftAnswer {
  /** False when the passages do not support an answer; then there are no citations. */
  found: boolean;
  /** What the manuals say; `[1]` stands behind the words of the first citation. Else why there is no answer. */
  text: string;
  /** 0 to 1: how sure the search was that its passages answer; 0 when it found none. */
  confidence: number;
  /** Which engine answered. */
  engine: string;
  citations: { passageId: string; page: number | null; quote: string }[];
}
