import { quantize } from '../src/search/content-vectors.ts';
import type { SearchQuestion } from '../src/search/rank-passages.ts';
import type { Segment } from '../src/search/segment.ts';
import type { Encoding } from '../src/search/segment-arrays.ts';
import { buildSegment } from '../src/search/segment-builder.ts';
import { randomNumbers, randomVector, unit } from './random-numbers.ts';

/** A model for which each word means something of its own, but these, which mean the same as others. */
const SAME_WORDS: Readonly<Record<string, string>> = { bulb: 'lamp', cover: 'lid', swap: 'replace' };
const DIMENSIONS = 256;
export const MODEL: Encoding = {
  ...{ model: 'dictionary', dimensions: DIMENSIONS },
  ...{ wordModel: 'dictionary/1', wordDimensions: DIMENSIONS },
};

/** What the model makes of a text: words without any meaning in their context. */
function read(text: string) {
  const words = text.toLowerCase().match(/[\p{L}\p{N}-]+/gu) ?? [];
  const wordVectors = new Float32Array(words.length * DIMENSIONS);
  const vector = new Float32Array(DIMENSIONS);
  for (const [index, word] of words.entries()) {
    const ofWord = vectorOf(SAME_WORDS[word] ?? word);
    wordVectors.set(ofWord, index * DIMENSIONS);
    for (const [place, component] of ofWord.entries()) vector[place] = (vector[place] ?? 0) + component;
  }
  return { words, wordVectors, vector: unit(vector) };
}

function vectorOf(word: string): Float32Array {
  const seed = Buffer.from(word).reduce((hash, byte) => Math.imul(hash ^ byte, 16_777_619), 0x811c9dc5);
  return randomVector(DIMENSIONS, randomNumbers(seed >>> 0));
}

/** A segment of these texts whose passages' ids are their places, with vectors by the model. */
export function readSegment(manualId: string, texts: readonly string[], language = 'en'): Segment {
  const passages = texts.map((text, place) => {
    const { vector, wordVectors } = read(text);
    const contentId = text;
    const vectors = quantize(vector, wordVectors, DIMENSIONS);
    return { id: `${manualId}/${place}`, contentId, heading: null, text, vectors };
  });
  return buildSegment(manualId, language, passages, MODEL);
}

/** A question with all that the model makes of it. */
export function readQuestion(text: string): SearchQuestion {
  const { vector, words, wordVectors } = read(text);
  return {
    text,
    vectors: new Map([[MODEL.model, vector]]),
    words: { model: MODEL.wordModel, texts: words, rarities: words.map(() => 1), vectors: wordVectors },
  };
}
