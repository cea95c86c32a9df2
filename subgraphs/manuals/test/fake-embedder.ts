import type { Embedder } from '@manuel/embedding';
import { Unavailable } from '@manuel/service';

/** Embeds by the letters of a text, keeps what it was asked, and can be away. */
export class FakeEmbedder implements Embedder {
  readonly model: string;
  readonly dimensions = 26;
  readonly asked: string[] = [];
  isAway = false;

  constructor(model = 'letters') {
    this.model = model;
  }

  async embed(texts: readonly string[]): Promise<Float32Array[]> {
    if (this.isAway) throw new Unavailable('The embedder is away.');
    this.asked.push(...texts);
    return texts.map((text) => this.#vectorOf(text));
  }

  #vectorOf(text: string): Float32Array {
    const counts = new Float32Array(this.dimensions);
    for (const letter of text.toLowerCase()) {
      const index = letter.charCodeAt(0) - 97;
      if (index >= 0 && index < counts.length) counts[index] = (counts[index] ?? 0) + 1;
    }
    const length = Math.hypot(...counts) || 1;
    return counts.map((count) => count / length);
  }
}
