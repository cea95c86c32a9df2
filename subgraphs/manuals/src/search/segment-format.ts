import { z } from 'zod';
import { Segment } from './segment.ts';
import type { SegmentArrays } from './segment-arrays.ts';

/** Grows whenever the bytes, or how terms and vectors are made, change: segments of another format are built anew. */
export const SEGMENT_FORMAT = 1;

/** The arrays in the order in which they are written. */
const TYPES = {
  idBytes: Uint8Array,
  idStarts: Uint32Array,
  contentBytes: Uint8Array,
  contentStarts: Uint32Array,
  pages: Uint32Array,
  textLengths: Uint32Array,
  headingLengths: Uint32Array,
  termBytes: Uint8Array,
  termStarts: Uint32Array,
  postingStarts: Uint32Array,
  postings: Uint32Array,
  textCounts: Uint8Array,
  headingCounts: Uint8Array,
  scales: Float32Array,
  codes: Int8Array,
  signatures: Uint8Array,
  wordStarts: Uint32Array,
  wordSignatures: Uint8Array,
} as const satisfies { readonly [K in keyof SegmentArrays]: unknown };

/** Every array begins at a multiple of this. */
const ALIGNMENT = 8;

const Head = z.object({
  manualId: z.string(),
  language: z.string(),
  encoding: z
    .object({
      ...{ model: z.string(), dimensions: z.int() },
      ...{ wordModel: z.string(), wordDimensions: z.int() },
    })
    .nullable(),
});

/**
 * A segment as bytes: how long the head is, the lengths of the arrays in bytes (32 bits each), the head as JSON, the
 * arrays. Numbers are as the processor has them, little-endian everywhere that Node runs on.
 */
export function encodeSegment({ head, arrays }: Segment): Uint8Array<ArrayBuffer> {
  const json = Buffer.from(JSON.stringify(head));
  const lists = Object.keys(TYPES).map((name) => {
    // `TYPES` names each array once.
    const list = arrays[name as keyof SegmentArrays];
    return new Uint8Array(list.buffer, list.byteOffset, list.byteLength);
  });
  const lengths = Uint32Array.from([json.length, ...lists.map((list) => list.length)]);
  const parts = [new Uint8Array(lengths.buffer), json, ...lists];
  const bytes = new Uint8Array(parts.reduce((end, part) => aligned(end) + part.length, 0));
  let end = 0;
  for (const part of parts) {
    bytes.set(part, aligned(end));
    end = aligned(end) + part.length;
  }
  return bytes;
}

/** The segment that these bytes are; its arrays are views of them. @throws RangeError when they are cut off */
export function decodeSegment({ buffer }: Uint8Array<ArrayBuffer>): Segment {
  const names = Object.keys(TYPES);
  const [headLength = 0, ...lengths] = new Uint32Array(buffer, 0, names.length + 1);
  const headStart = aligned(4 * (names.length + 1));
  const head = Head.parse(JSON.parse(Buffer.from(buffer, headStart, headLength).toString()));
  let end = headStart + headLength;
  const arrays = names.map((name, index) => {
    // As above.
    const type = TYPES[name as keyof SegmentArrays];
    const start = aligned(end);
    const length = lengths[index] ?? 0;
    end = start + length;
    return [name, new type(buffer, start, length / type.BYTES_PER_ELEMENT)];
  });
  // Each of them is there, by its name and of its type.
  return new Segment(head, Object.fromEntries(arrays) as SegmentArrays);
}

function aligned(offset: number): number {
  return Math.ceil(offset / ALIGNMENT) * ALIGNMENT;
}
