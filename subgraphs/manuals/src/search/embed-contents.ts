import type { Embedder } from '@manuel/embedding';
import { quantize, vectorBytes } from './content-vectors.ts';
import { LONG_WINDOWS, SHORT_WINDOWS, windowsOf } from './windows.ts';

/** What is embedded of a passage. */
export interface Embeddable {
  readonly heading: string | null;
  readonly text: string;
}

/** Passages whose windows are given to the embedder at once. */
const PASSAGES_AT_ONCE = 32;

/**
 * Embeds the windows of contents.
 * @param contents by their ids
 * @param onProgress told how many of them are done
 * @returns the vectors as the database keeps them
 * @throws what the embedder throws
 */
export async function embedContents(
  embedder: Embedder,
  contents: ReadonlyMap<string, Embeddable>,
  onProgress: (done: number) => void,
  signal?: AbortSignal,
): Promise<Map<string, Uint8Array>> {
  const vectors = new Map<string, Uint8Array>();
  const waiting = [...contents];
  for (let start = 0; start < waiting.length; start += PASSAGES_AT_ONCE) {
    const batch = waiting.slice(start, start + PASSAGES_AT_ONCE).map(([id, { heading, text }]) => ({
      id,
      long: windowsOf(heading, text, LONG_WINDOWS),
      short: windowsOf(heading, text, SHORT_WINDOWS),
    }));
    // A short passage is one window of either size.
    const texts = [...new Set(batch.flatMap(({ long, short }) => [...long, ...short]))];
    const embedded = await embedder.embed(texts, 'batch', signal);
    const vectorOf = new Map(texts.map((text, index) => [text, embedded[index]]));
    const vectorsOf = (windows: readonly string[]) => windows.flatMap((text) => vectorOf.get(text) ?? []);
    for (const { id, long, short } of batch)
      vectors.set(id, vectorBytes(quantize(vectorsOf(long), vectorsOf(short))));
    onProgress(vectors.size);
  }
  return vectors;
}
