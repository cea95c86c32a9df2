import { normalizeText } from './normalize-text.ts';
import type { Section } from './passages.ts';

/** A text file has no headings that can be told for certain: it is one section. */
export function readPlain(text: string): Section[] {
  return [{ page: null, heading: null, text: normalizeText(text) }];
}
