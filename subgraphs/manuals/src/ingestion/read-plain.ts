import { normalizeText } from './normalize-text.ts';
import { NOWHERE, type Section } from './passages.ts';

/** A text file has no headings that can be told for certain: it is one section. */
export function readPlain(text: string): Section[] {
  return [{ ...NOWHERE, text: normalizeText(text) }];
}
