import type { Candidate, CandidateQuery, IndexedManual } from '@manuel/manuals/engines';
import { buildSegment, type Segment, searchSegments } from '@manuel/manuals/retrieval';

/** The vectors of one manual as bytes, two windows a passage, and what each is multiplied with. */
interface Scan {
  readonly passageIds: readonly string[];
  readonly codes: Int8Array;
  readonly scales: Float32Array;
}

/** The index in this process for the bench: BM25 of the product, and a plain scan of all vectors. */
export class MemoryEngine {
  readonly #segments: Segment[] = [];
  readonly #scans: Scan[] = [];

  async add({ id, language, passages }: IndexedManual): Promise<void> {
    const written = passages.map((passage) => ({
      ...{ id: passage.id, text: passage.textTerms.join(' '), heading: passage.headingTerms.join(' ') },
    }));
    this.#segments.push(buildSegment(id, language, written));
    const vectors = passages.flatMap(({ long, short }) => [...long, ...short]);
    const scales = Float32Array.from(
      vectors,
      (vector) => vector.reduce((a, b) => Math.max(a, Math.abs(b)), 0) / 127,
    );
    const width = vectors[0]?.length ?? 0;
    const codes = new Int8Array(vectors.length * width);
    for (const [index, vector] of vectors.entries())
      codes.set(
        vector.map((one) => Math.round(one / (scales[index] ?? 1))),
        index * width,
      );
    this.#scans.push({ passageIds: passages.map((passage) => passage.id), codes, scales });
  }

  async candidates({
    terms,
    vectors,
    best,
  }: CandidateQuery): Promise<Pick<Candidate, 'passageId' | 'bm25'>[]> {
    const hits = searchSegments(this.#segments, [...terms.values()].flat().join(' '), best);
    const found = new Map(hits.map(({ passageId, score }) => [passageId, score]));
    for (const vector of vectors.values())
      for (const passageId of this.#nearest(vector, best)) found.set(passageId, found.get(passageId) ?? 0);
    return Array.from(found, ([passageId, bm25]) => ({ passageId, bm25 }));
  }

  #nearest(query: Float32Array, best: number): string[] {
    const sums = this.#scans.map((scan) => cosineSums(scan, query));
    const lengths = sums.reduce((total, { length }) => total + length, 0);
    const all = new Float32Array(lengths);
    for (let index = 0, at = 0; index < sums.length; at += sums[index]?.length ?? 0, index += 1)
      all.set(sums[index] ?? [], at);
    const limit = all.sort()[Math.max(0, lengths - best)] ?? 0;
    return sums.flatMap((ofScan, index) =>
      (this.#scans[index]?.passageIds ?? []).filter((_, place) => (ofScan[place] ?? -2) >= limit),
    );
  }
}

/** The cosines of a passage's two windows, added. */
function cosineSums({ passageIds, codes, scales }: Scan, query: Float32Array): Float32Array {
  const sums = new Float32Array(passageIds.length);
  for (let window = 0; window < scales.length; window += 1) {
    const at = window * query.length;
    let product = 0;
    for (let index = 0; index < query.length; index += 1)
      product += (codes[at + index] ?? 0) * (query[index] ?? 0);
    const place = window >> 1;
    sums[place] = (sums[place] ?? 0) + product * (scales[window] ?? 0);
  }
  return sums;
}
