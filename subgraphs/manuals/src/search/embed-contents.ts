import type { Embedder, TextReader } from '@manuel/embedding';
import { stopWordsOf } from '@manuel/text';
import { quantize, vectorBytes } from './content-vectors.ts';

/** What is embedded of a passage. */
export interface Embeddable {
  /** The titles above it, the outermost first. */
  readonly path: readonly string[];
  readonly heading: string | null;
  readonly text: string;
}

/** Passages that are given to the embedder at once. */
const PASSAGES_AT_ONCE = 32;

/** Who makes vectors of passages, and who reads their words: the same, often. */
export interface Encoders {
  readonly embedder: Embedder;
  readonly reader: TextReader;
}

/**
 * Embeds contents and signs their words, all but the stop words of their language.
 * @param contents by their ids
 * @param onProgress told how many of them are done
 * @returns the vectors as the database keeps them
 * @throws what the embedder throws
 */
export async function embedContents(
  encoders: Encoders,
  contents: ReadonlyMap<string, Embeddable>,
  language: string,
  onProgress: (done: number) => void,
  signal?: AbortSignal,
): Promise<Map<string, Uint8Array>> {
  const kept = new Map<string, Uint8Array>();
  const waiting = [...contents];
  const stops = stopWordsOf(language);
  for (let start = 0; start < waiting.length; start += PASSAGES_AT_ONCE) {
    const batch = waiting.slice(start, start + PASSAGES_AT_ONCE);
    const made = await encode(
      encoders,
      batch.map(([, content]) => textOf(content)),
      signal,
    );
    for (const [index, [id]] of batch.entries()) {
      const one = made[index];
      if (one === undefined) continue;
      const { dimensions } = encoders.reader;
      kept.set(id, vectorBytes(quantize(one.vector, withoutStops(one, stops, dimensions), dimensions)));
    }
    onProgress(kept.size);
  }
  return kept;
}

/** A passage as it is embedded: the title right above it says what it is about, those further up say less. */
function textOf({ path, heading, text }: Embeddable): string {
  const title = path.at(-1) ?? heading;
  return title === null || title === undefined || title === '' ? text : `${title}. ${text}`;
}

interface Encoded {
  readonly vector: Float32Array;
  readonly words: readonly string[];
  readonly wordVectors: Float32Array;
}

async function encode(
  { embedder, reader }: Encoders,
  texts: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Encoded[]> {
  const readings = reader.read(texts, 'batch', signal);
  if (embedder.model === reader.model) return await readings;
  const [read, vectors] = await Promise.all([readings, embedder.embed(texts, 'batch', signal)]);
  return read.map((reading, index) => ({ ...reading, vector: vectors[index] ?? new Float32Array() }));
}

function withoutStops(
  { words, wordVectors }: Encoded,
  stops: ReadonlySet<string>,
  dimensions: number,
): Float32Array {
  const kept = words.flatMap((word, index) => (stops.has(word) ? [] : [index]));
  const vectors = new Float32Array(kept.length * dimensions);
  for (const [place, index] of kept.entries())
    vectors.set(wordVectors.subarray(index * dimensions, (index + 1) * dimensions), place * dimensions);
  return vectors;
}
