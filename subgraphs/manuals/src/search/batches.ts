/** What is read with one statement. */
const MOST_BYTES = 16 * 1024 * 1024;

/** Segments in their order, so that no batch has more bytes than one statement reads; a larger one is alone. */
export function batchesOf<T extends { readonly byteSize: number }>(segments: readonly T[]): T[][] {
  const batches: T[][] = [];
  let room = 0;
  for (const segment of segments) {
    const batch = batches.at(-1);
    if (batch && segment.byteSize <= room) batch.push(segment);
    else {
      batches.push([segment]);
      room = MOST_BYTES;
    }
    room -= segment.byteSize;
  }
  return batches;
}
