import { endsSentence, isListItem, sentences } from '@manuel/text';

/** A quote for reading: wrapped lines are joined; steps, list items and table rows stay on lines of their own. */
export function flow(quote: string): string {
  let text = '';
  let end = 0;
  for (const sentence of sentences(quote)) {
    const start = quote.indexOf(sentence, end);
    const newLine = quote.slice(end, start).includes('\n') && (isListItem(sentence) || !endsSentence(text));
    text += (text === '' ? '' : newLine ? '\n' : ' ') + sentence.replace(/\s+/g, ' ');
    end = start + sentence.length;
  }
  return text;
}
