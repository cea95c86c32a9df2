/** BCP 47 for what is not known: nobody said the language, and the file has not been read yet. */
export const UNDETERMINED = 'und';
/** What most manuals are in. */
const USUAL = 'en';

/**
 * The language of a manual that has been read: what was said of it, else what its text tells, else English.
 * @param said as it is kept, UNDETERMINED when nobody said it
 * @param told null when it cannot be told by the text
 */
export function languageOf(said: string, told: string | null): string {
  return said === UNDETERMINED ? (told ?? USUAL) : said;
}
