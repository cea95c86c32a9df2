import {
  type ContentVectors,
  type Embeddable,
  quantize,
  type SegmentPassage,
} from '@manuel/manuals/searching';
import { idFor } from '@manuel/service';
import { Random } from './random.ts';

const WORDS_OF_A_PASSAGE = 120;
/** Words that stand together as somebody wrote them. */
const WORDS_OF_A_STRETCH = 12;
/** Of so many words one is the manual's own, such as a part number. */
const OWN_WORD_EVERY = 40;
const PASSAGES_OF_A_MANUAL = 500;
/** How far a made-up vector is from its model: their cosine is about 0.86. */
const NOISE = 0.6;
/** One of so many bits of a word's signature is another one than its model's: their cosine is about 0.92. */
const FLIPPED_BIT = 8;
const NOISE_BYTES = 1 << 20;
const PASSAGES_OF_A_PAGE = 4;

/** A real passage with its vectors, to make up others from. */
export interface Sample extends Embeddable {
  readonly vectors: ContentVectors;
}

/**
 * Makes up manuals of any size: texts of stretches of real ones, and vectors near those of real ones, as embedding so
 * many would take hours. The same each time.
 */
export class MadeUpLibrary {
  readonly #words: readonly string[];
  readonly #models: readonly ContentVectors[];
  readonly #noise = noiseBytes(new Random(NOISE_BYTES));

  constructor(samples: readonly Sample[]) {
    this.#words = samples.flatMap(({ text }) => text.split(/\s+/));
    this.#models = samples.map(({ vectors }) => vectors);
  }

  /** The passages of as many manuals as it takes, manual by manual. */
  *manuals(passages: number): Generator<{ readonly id: string; readonly passages: SegmentPassage[] }> {
    const random = new Random(passages);
    for (let number = 0; number * PASSAGES_OF_A_MANUAL < passages; number++) {
      const id = idFor('manual', String(number));
      const size = Math.min(PASSAGES_OF_A_MANUAL, passages - number * PASSAGES_OF_A_MANUAL);
      yield { id, passages: Array.from({ length: size }, (_, place) => this.#passage(id, place, random)) };
    }
  }

  #passage(manualId: string, place: number, random: Random): SegmentPassage {
    const words: string[] = [];
    while (words.length < WORDS_OF_A_PASSAGE) {
      const start = random.below(this.#words.length - WORDS_OF_A_STRETCH);
      words.push(...this.#words.slice(start, start + WORDS_OF_A_STRETCH));
      if (random.below(OWN_WORD_EVERY) < WORDS_OF_A_STRETCH) words.push(`x${random.below(1 << 20)}`);
    }
    const id = idFor(manualId, String(place));
    const page = 1 + Math.floor(place / PASSAGES_OF_A_PAGE);
    const heading = words.slice(0, 4).join(' ');
    return { id, contentId: id, page, heading, text: words.join(' '), vectors: this.#vectors(random) };
  }

  #vectors(random: Random): ContentVectors | null {
    const model = this.#models[random.below(this.#models.length)];
    if (model === undefined) return null;
    const vector = Float32Array.from(model.codes, (code) => code * model.scale);
    const made = quantize(perturbed(vector, random), new Float32Array(), model.wordDimensions);
    const from = random.below(NOISE_BYTES - model.words.length);
    return { ...made, words: model.words.map((byte, at) => byte ^ (this.#noise[from + at] ?? 0)) };
  }
}

function perturbed(vector: Float32Array, random: Random): Float32Array {
  const noise = NOISE / Math.sqrt(vector.length);
  const moved = vector.map((component) => component + noise * random.normal());
  const length = Math.hypot(...moved);
  return moved.map((component) => component / length);
}

/** Bits that are set where a signature is to be another one. */
function noiseBytes(random: Random): Uint8Array {
  const bytes = new Uint8Array(NOISE_BYTES);
  for (let at = 0; at < bytes.length; at++)
    for (let bit = 0; bit < 8; bit++)
      if (random.below(FLIPPED_BIT) === 0) bytes[at] = (bytes[at] ?? 0) | (1 << bit);
  return bytes;
}
