import {
  Best,
  type Candidate,
  type CandidateQuery,
  type IndexedManual,
  KeywordScores,
} from '@manuel/manuals/engines';
import { buildSegment, type Segment } from '@manuel/manuals/retrieval';

/** The vectors of one manual as bytes, and what each is multiplied with. */
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
    const vectors = passages.flatMap(({ vector }) => vector ?? []);
    const width = vectors[0]?.length ?? 0;
    const scales = Float32Array.from(vectors, largestOf).map((largest) => largest / 127);
    const codes = new Int8Array(vectors.length * width);
    for (const [place, vector] of vectors.entries())
      codes.set(
        vector.map((one) => Math.round(one / (scales[place] ?? 1))),
        place * width,
      );
    this.#scans.push({ passageIds: passages.map((passage) => passage.id), codes, scales });
  }

  async candidates({
    terms,
    vectors,
    best,
  }: CandidateQuery): Promise<Pick<Candidate, 'passageId' | 'keywords'>[]> {
    const found = this.#worded([...terms.values()].flat().join(' '), best);
    for (const vector of vectors.values())
      for (const passageId of this.#nearest(vector, best)) found.set(passageId, found.get(passageId) ?? 0);
    return Array.from(found, ([passageId, keywords]) => ({ passageId, keywords }));
  }

  #worded(text: string, count: number): Map<string, number> {
    const keywords = new KeywordScores(this.#segments, text);
    const best = new Best<readonly [passageId: string, keywords: number]>(count);
    for (const segment of this.#segments)
      for (const [place, score] of keywords.of(segment).scores.entries())
        if (score > 0 && best.takes(score)) best.offer([segment.passageId(place), score], score);
    return new Map(best.items);
  }

  #nearest(query: Float32Array, best: number): string[] {
    const cosines = this.#scans.map((scan) => cosinesOf(scan, query));
    const all = new Float32Array(cosines.reduce((total, { length }) => total + length, 0));
    let at = 0;
    for (const ofScan of cosines) {
      all.set(ofScan, at);
      at += ofScan.length;
    }
    const limit = all.sort()[Math.max(0, all.length - best)] ?? 0;
    return cosines.flatMap((ofScan, index) =>
      (this.#scans[index]?.passageIds ?? []).filter((_, place) => (ofScan[place] ?? -2) >= limit),
    );
  }
}

function largestOf(vector: Float32Array): number {
  return vector.reduce((largest, one) => Math.max(largest, Math.abs(one)), 0);
}

function cosinesOf({ codes, scales }: Scan, query: Float32Array): Float32Array {
  return scales.map((scale, place) => {
    const at = place * query.length;
    let product = 0;
    for (let index = 0; index < query.length; index += 1)
      product += (codes[at + index] ?? 0) * (query[index] ?? 0);
    return product * scale;
  });
}
