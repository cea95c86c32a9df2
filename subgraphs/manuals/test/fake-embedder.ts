import type { OpenEmbedders, TextReader, TextReading } from '@manuel/embedding';
import { Unavailable } from '@manuel/service';

/** Embeds by the letters of a text, keeps what it was asked, and can be away. */
export class FakeEmbedder implements TextReader {
  readonly model: string;
  readonly dimensions = 32;
  readonly asked: string[] = [];
  isAway = false;

  constructor(model = 'letters') {
    this.model = model;
  }

  async embed(texts: readonly string[]): Promise<Float32Array[]> {
    return (await this.read(texts)).map(({ vector }) => vector);
  }

  async read(texts: readonly string[]): Promise<TextReading[]> {
    if (this.isAway) throw new Unavailable('The embedder is away.');
    this.asked.push(...texts);
    return texts.map((text) => this.#reading(text));
  }

  #reading(text: string): TextReading {
    const words = text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
    const wordVectors = new Float32Array(words.length * this.dimensions);
    for (const [index, word] of words.entries())
      wordVectors.set(this.#vectorOf(word), index * this.dimensions);
    return { vector: this.#vectorOf(text), words, rarities: words.map(() => 1), wordVectors };
  }

  #vectorOf(text: string): Float32Array<ArrayBuffer> {
    const counts = new Float32Array(this.dimensions);
    for (const letter of text.toLowerCase()) {
      const index = letter.charCodeAt(0) - 97;
      if (index >= 0 && index < counts.length) counts[index] = (counts[index] ?? 0) + 1;
    }
    const length = Math.hypot(...counts) || 1;
    return counts.map((count) => count / length);
  }
}

/** As the service takes them, in the order of preference. @param reader reads words, for all of them */
export function fakeEmbedding(embedders: readonly FakeEmbedder[], reader = embedders.at(-1)): OpenEmbedders {
  if (reader === undefined) throw new Error('There is nobody to read words.');
  return {
    ...{ embedders, reader },
    start: async () => undefined,
    measure: () => undefined,
    close: async () => undefined,
  };
}
