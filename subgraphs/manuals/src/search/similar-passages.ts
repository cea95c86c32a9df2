import { quantizedVector } from './content-vectors.ts';
import type { Segment } from './segment.ts';
import { signatureBytes, writeSignature } from './signatures.ts';
import { hammingDistances, innerProducts, paddedBytes } from './vector-kernel.ts';

/** How near passages of a segment are to a query: three lists side by side, passages ascending. */
export interface Similarities {
  readonly passages: Uint32Array;
  /** The cosine of the nearest long window of each; -1 where it has none. */
  readonly long: Float32Array;
  /** The cosine of the nearest short window of each, likewise. */
  readonly short: Float32Array;
}

/** Passages whose cosines are computed, of all segments together; `scale.ts` of the bench tells how many they miss. */
const NEAREST = 3_000;

/** Distances are kept in 16 bits. */
const MOST_DISTANCES = 65_536;

/**
 * The cosines of the passages that are nearest to a query, and of those that are asked for besides. The nearest are
 * chosen by signatures: in how many bits the query's differs from those of the passage's nearest long and nearest
 * short window, taken together. A segment without vectors has none.
 * @param queryOf the query's vector, of length 1, by the model that a segment's vectors were made with; null where
 *   there is none
 * @param asked further passages of a segment
 */
export function similarPassages(
  segments: readonly Segment[],
  queryOf: (model: string) => Float32Array | null,
  asked: (segment: Segment) => Iterable<number> = () => [],
  nearest = NEAREST,
): Map<Segment, Similarities> {
  const models = new Set(segments.flatMap(({ head }) => head.encoding?.model ?? []));
  const queries = new Map([...models].map((model) => [model, preparedOf(queryOf(model))]));
  const scans = segments.flatMap((segment) => {
    const query = queries.get(segment.head.encoding?.model ?? '');
    return query ? [new Scan(segment, query)] : [];
  });
  const limit = farthestOf(scans, nearest);
  return new Map(scans.map((scan) => [scan.segment, scan.similarities(limit, asked(scan.segment))]));
}

/** The distance up to which passages are taken, so that they are about so many; all of one distance or none. */
function farthestOf(scans: readonly Scan[], nearest: number): number {
  const histogram = new Uint32Array(MOST_DISTANCES);
  for (const { distances } of scans)
    for (let passage = 0; passage < distances.length; passage++) {
      const distance = distances[passage] ?? 0;
      histogram[distance] = (histogram[distance] ?? 0) + 1;
    }
  let taken = 0;
  return histogram.findIndex((count, distance) => {
    taken += count;
    return taken >= nearest || distance === MOST_DISTANCES - 1;
  });
}

/** A query as it is compared with vectors and with signatures. */
interface PreparedQuery {
  /** Whole numbers, padded like the vectors, and what they are multiplied with. */
  readonly codes: Int8Array;
  readonly scale: number;
  readonly signature: Uint8Array;
  readonly dimensions: number;
}

function preparedOf(query: Float32Array | null): PreparedQuery | null {
  if (query === null) return null;
  const { scale, codes } = quantizedVector(query);
  const padded = new Int8Array(paddedBytes(query.length));
  padded.set(codes);
  const signature = new Uint8Array(signatureBytes(query.length));
  writeSignature(signature, 0, query, 0, query.length);
  return { codes: padded, scale, signature, dimensions: query.length };
}

class Scan {
  readonly segment: Segment;
  /** Of each passage: the bits in which its nearest long and its nearest short window differ from the query, added. */
  readonly distances: Uint16Array;
  readonly #query: PreparedQuery;

  constructor(segment: Segment, query: PreparedQuery) {
    this.segment = segment;
    this.#query = query;
    const ofWindows = hammingDistances(segment.arrays.signatures, query.signature);
    this.distances = this.#ofPassages(ofWindows, query.dimensions);
  }

  #ofPassages(ofWindows: Uint16Array, farthest: number): Uint16Array {
    const { windowStarts, longCounts } = this.segment.arrays;
    const distances = new Uint16Array(this.segment.size);
    let window = 0;
    for (let passage = 0; passage < distances.length; passage++) {
      const firstShort = window + (longCounts[passage] ?? 0);
      const end = windowStarts[passage + 1] ?? 0;
      let long = farthest;
      let short = farthest;
      // Plain comparisons: this loop is a good part of a search.
      for (; window < firstShort; window++) {
        const distance = ofWindows[window] ?? 0;
        if (distance < long) long = distance;
      }
      for (; window < end; window++) {
        const distance = ofWindows[window] ?? 0;
        if (distance < short) short = distance;
      }
      distances[passage] = long + short;
    }
    return distances;
  }

  similarities(limit: number, asked: Iterable<number>): Similarities {
    const wanted = new Uint8Array(this.segment.size);
    for (const passage of asked) wanted[passage] = 1;
    const { windowStarts } = this.segment.arrays;
    const passages: number[] = [];
    for (let passage = 0; passage < wanted.length; passage++) {
      const near = (this.distances[passage] ?? 0) <= limit || wanted[passage] === 1;
      if (near && windowStarts[passage] !== windowStarts[passage + 1]) passages.push(passage);
    }
    const long = new Float32Array(passages.length).fill(-1);
    const short = new Float32Array(passages.length).fill(-1);
    for (const [index, passage] of passages.entries()) this.#takeBest(passage, index, long, short);
    return { passages: Uint32Array.from(passages), long, short };
  }

  /** Writes the highest cosines of a passage's windows at a place of both lists. */
  #takeBest(passage: number, place: number, long: Float32Array, short: Float32Array): void {
    const { windowStarts, longCounts, scales, codes } = this.segment.arrays;
    const [start = 0, end = 0] = [windowStarts[passage], windowStarts[passage + 1]];
    const firstShort = start + (longCounts[passage] ?? 0);
    const { codes: query, scale } = this.#query;
    const products = innerProducts(codes.subarray(start * query.length, end * query.length), query);
    for (let window = start; window < end; window++) {
      const cosine = (products[window - start] ?? 0) * scale * (scales[window] ?? 0);
      const list = window < firstShort ? long : short;
      if (cosine > (list[place] ?? 0)) list[place] = cosine;
    }
  }
}
