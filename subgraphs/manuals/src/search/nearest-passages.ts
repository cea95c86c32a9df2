import { Best } from './best.ts';
import { hammingDistances } from './hamming-kernel.ts';
import type { Segment } from './segment.ts';
import { signatureBytes, writeSignature } from './signature.ts';

/** A passage by its place in a segment. */
export interface PlacedPassage {
  readonly segment: Segment;
  readonly passage: number;
}

/** Passages whose cosines are computed: of the nearest 60, 1 % or less are not among them. */
const NEAR = 1_000;

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
  const scans = segments.flatMap((segment) => {
    const vector = vectors.get(segment.head.encoding?.model ?? '');
    return vector === undefined ? [] : [{ segment, vector, distances: distancesTo(segment, vector) }];
  });
  const limit = farthestOf(
    scans.map(({ distances }) => distances),
    near,
  );
  const best = new Best<PlacedPassage>(count);
  for (const { segment, vector, distances } of scans) {
    for (let passage = 0; passage < distances.length; passage++) {
      if ((distances[passage] ?? 0) > limit || !segment.hasVector(passage)) continue;
      best.offer({ segment, passage }, segment.cosine(passage, vector));
    }
  }
  return best.items;
}

function distancesTo(segment: Segment, vector: Float32Array): Uint16Array {
  const signature = new Uint8Array(signatureBytes(vector.length));
  writeSignature(signature, 0, vector);
  const distances = new Uint16Array(segment.size);
  hammingDistances(segment.arrays.signatures, signature, distances);
  return distances;
}

/** The distance up to which passages are taken, so that they are about so many; all of one distance or none. */
function farthestOf(lists: readonly Uint16Array[], near: number): number {
  const histogram: number[] = [];
  for (const distances of lists)
    for (const distance of distances) histogram[distance] = (histogram[distance] ?? 0) + 1;
  let taken = 0;
  for (let distance = 0; distance < histogram.length; distance++) {
    taken += histogram[distance] ?? 0;
    if (taken >= near) return distance;
  }
  return histogram.length;
}
