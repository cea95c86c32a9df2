import { eld } from 'eld/extrasmall';

const MOST_SAMPLES = 40;
const SAMPLE_CHARACTERS = 500;
/** In fewer letters, a language cannot be told for certain. */
const FEWEST_LETTERS = 40;
/** Part numbers, options and addresses are in no language. */
const NO_WORD = /[\p{N}_/\\:=<>{}@]/u;

/**
 * The language that most of a text is written in, by stretches of it that are spread evenly.
 * @param parts the text, in any pieces
 * @returns a BCP 47 tag; null when there is too little text, or no language has half of it
 */
export function detectLanguage(parts: readonly string[]): string | null {
  const votes = new Map<string, number>();
  let voters = 0;
  for (const sample of samplesOf(parts)) {
    const found = eld.detect(sample);
    if (found.language === '' || !found.isReliable()) continue;
    voters++;
    votes.set(found.language, (votes.get(found.language) ?? 0) + 1);
  }
  const [first] = [...votes].sort(([, a], [, b]) => b - a);
  return first !== undefined && first[1] * 2 > voters ? first[0] : null;
}

function samplesOf(parts: readonly string[]): string[] {
  const step = Math.max(1, parts.length / MOST_SAMPLES);
  const samples: string[] = [];
  for (let at = 0; at < parts.length; at += step) {
    const sample = wordsOf((parts[Math.floor(at)] ?? '').slice(0, SAMPLE_CHARACTERS));
    if ((sample.match(/\p{L}/gu)?.length ?? 0) >= FEWEST_LETTERS) samples.push(sample);
  }
  return samples;
}

function wordsOf(text: string): string {
  return text
    .split(/\s+/)
    .filter((word) => !NO_WORD.test(word))
    .join(' ');
}
