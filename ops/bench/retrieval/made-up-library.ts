import type { Embedder } from '@manuel/embedding';
import {
  type ContentVectors,
  LONG_WINDOWS,
  quantize,
  type SegmentPassage,
  SHORT_WINDOWS,
  windowsOf,
} from '@manuel/manuals/searching';
import { idFor } from '@manuel/service';
import { Random } from './random.ts';

const WORDS_OF_A_PASSAGE = 120;
/** Words that stand together as somebody wrote them. */
const WORDS_OF_A_STRETCH = 12;
/** Of so many words one is the manual's own, such as a part number. */
const OWN_WORD_EVERY = 40;
const PASSAGES_OF_A_MANUAL = 500;
/** Real passages whose vectors are the model for all others. */
const EMBEDDED = 150;
/** A passage is of two subjects: of one as much as its model, of the other this much. */
const SECOND_SUBJECT = 0.7;
/** How far a vector is from what it is made of, as the length of what is added. */
const NOISE = 0.4;
const PASSAGES_OF_A_PAGE = 4;

/** Real text to make up others from. */
export interface Sample {
  readonly heading: string | null;
  readonly text: string;
}

interface WindowVectors {
  readonly long: readonly Float32Array[];
  readonly short: readonly Float32Array[];
}

/**
 * Makes up manuals of any size: texts of stretches of real ones, and vectors near those of real ones, as embedding so
 * many would take hours. The same each time.
 */
export class MadeUpLibrary {
  readonly #words: readonly string[];
  readonly #models: readonly WindowVectors[];

  private constructor(words: readonly string[], models: readonly WindowVectors[]) {
    this.#words = words;
    this.#models = models;
  }

  /** @param samples some of them are embedded */
  static async from(samples: readonly Sample[], embedder: Embedder): Promise<MadeUpLibrary> {
    const words = samples.flatMap(({ text }) => text.split(/\s+/));
    const models: WindowVectors[] = [];
    for (let index = 0; index < EMBEDDED; index++) {
      const sample = samples[Math.floor((index * samples.length) / EMBEDDED)];
      if (sample === undefined) continue;
      const embed = (size: typeof LONG_WINDOWS) =>
        embedder.embed(windowsOf(sample.heading, sample.text, size), 'batch');
      models.push({ long: await embed(LONG_WINDOWS), short: await embed(SHORT_WINDOWS) });
    }
    return new MadeUpLibrary(words, models);
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

  #vectors(random: Random): ContentVectors {
    const subject = this.#models[random.below(this.#models.length)];
    const [second] = this.#models[random.below(this.#models.length)]?.long ?? [];
    const near = (vector: Float32Array) => mixed(vector, second ?? vector, random);
    return quantize(subject?.long.map(near) ?? [], subject?.short.map(near) ?? []);
  }
}

function mixed(subject: Float32Array, second: Float32Array, random: Random): Float32Array {
  const noise = NOISE / Math.sqrt(subject.length);
  const moved = subject.map(
    (component, at) => component + SECOND_SUBJECT * (second[at] ?? 0) + noise * random.normal(),
  );
  const length = Math.hypot(...moved);
  return moved.map((component) => component / length);
}
