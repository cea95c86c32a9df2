/** Text as search sees it: tokens, terms and sentences. */
export { sentences } from './sentences.ts';
export { terms } from './terms.ts';
export { tokenize } from './tokenize.ts';
