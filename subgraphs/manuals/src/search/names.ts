const EDGES = /^[^\p{L}\p{N}/+-]+|[^\p{L}\p{N}+#]+$/gu;
const POSSESSIVE = /['’]s$/;
const LETTER = /\p{L}/u;
const NAME = /\p{N}|[+#]$|\p{Ll}\p{Lu}/u;
const CAPITAL = /^\p{Lu}/u;
const SHORTEST = 3;
const MOST_NAMES = 32;

/**
 * The names in a question: parts, products and codes. A word is one with a digit, an inner capital letter or nothing
 * but capitals, and with a capital letter where no sentence begins.
 * @param capitalsAreNames whether a capital letter says so; in German it does not
 * @returns each once, and not more than the first 32: each is looked for in every manual
 */
export function namesIn(question: string, capitalsAreNames: boolean): string[] {
  const chunks = question.split(/\s+/);
  const names = chunks.flatMap((chunk, index) => {
    const word = chunk.replace(EDGES, '').replace(POSSESSIVE, '');
    return isName(word, capitalsAreNames && !beginsSentence(chunks, index)) ? [word] : [];
  });
  return [...new Set(names)].slice(0, MOST_NAMES);
}

function isName(word: string, capitalIsName: boolean): boolean {
  if (!LETTER.test(word)) return false;
  if (NAME.test(word)) return true;
  if (word.length < SHORTEST) return false;
  return (
    (capitalIsName && CAPITAL.test(word)) || (word === word.toUpperCase() && word !== word.toLowerCase())
  );
}

function beginsSentence(chunks: readonly string[], index: number): boolean {
  const before = chunks[index - 1];
  return before === undefined || /[.!?:;]$/.test(before);
}
