/** Text as search sees it: tokens, terms and sentences. */
export { endsSentence, isListItem, sentences } from './sentences.ts';
export { stopWordsOf } from './stop-words.ts';
export { terms } from './terms.ts';
export { tokenize } from './tokenize.ts';
