import { Best } from './best.ts';
import { hammingDistances, LONGEST_SIGNATURE } from './hamming-kernel.ts';
import type { Segment } from './segment.ts';
import { signatureBytes, writeSignature } from './signature.ts';

/** A passage by its place in a segment. */
export interface PlacedPassage {
  readonly segment: Segment;
  readonly passage: number;
}

/**
 * Passages whose cosines are computed. `ops/bench/retrieval/scale.ts` prints how many of those nearest in truth are among
 * them: twice as many hardly find more, and take longer.
 */
const NEAR = 3_000;
/** In as many bits as these the longest signatures can differ. */
const FARTHEST = 8 * LONGEST_SIGNATURE;

/**
 * The passages whose vectors are nearest to a question's, over all segments together, nearest first. They are chosen
 * in two steps: by the bits in which signatures differ, and then by cosines.
 * @param vectors the question's, of length 1, by model; a segment whose model is not among them has no near passages
 */
export function nearestPassages(
  segments: readonly Segment[],
  vectors: ReadonlyMap<string, Float32Array>,
  count: number,
  near = NEAR,
): PlacedPassage[] {
  const queries = new Map(
    Array.from(vectors, ([model, vector]) => [model, { vector, signature: signatureOf(vector) }]),
  );
  const scans = segments.flatMap((segment) => {
    const query = queries.get(segment.head.encoding?.model ?? '');
    if (query === undefined) return [];
    const distances = new Uint16Array(segment.size);
    hammingDistances(segment.arrays.signatures, query.signature, distances);
    return [{ segment, vector: query.vector, distances }];
  });
  const limit = farthestOf(
    scans.map(({ distances }) => distances),
    near,
  );
  const best = new Best<PlacedPassage>(count);
  for (const { segment, vector, distances } of scans) {
    for (let passage = 0; passage < distances.length; passage++) {
      if ((distances[passage] ?? 0) > limit || !segment.hasVector(passage)) continue;
      const cosine = segment.cosine(passage, vector);
      if (best.takes(cosine)) best.offer({ segment, passage }, cosine);
    }
  }
  return best.items;
}

function signatureOf(vector: Float32Array): Uint8Array {
  const signature = new Uint8Array(signatureBytes(vector.length));
  writeSignature(signature, 0, vector);
  return signature;
}

/** The distance up to which passages are taken, so that they are about so many; all of one distance or none. */
function farthestOf(lists: readonly Uint16Array[], near: number): number {
  const histogram = new Uint32Array(FARTHEST + 1);
  for (const distances of lists)
    for (const distance of distances) histogram[distance] = (histogram[distance] ?? 0) + 1;
  let taken = 0;
  for (let distance = 0; distance < histogram.length; distance++) {
    taken += histogram[distance] ?? 0;
    if (taken >= near) return distance;
  }
  return histogram.length;
}
