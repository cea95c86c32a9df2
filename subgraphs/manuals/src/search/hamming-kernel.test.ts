import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { hammingDistances } from './hamming-kernel.ts';

/** Bytes that look random and are always the same. */
function noise(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 32)
    bytes.set(
      createHash('sha256')
        .update(String(at))
        .digest()
        .subarray(0, length - at),
      at,
    );
  return bytes;
}

function plainDistance(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((sum, byte, at) => sum + (byte ^ (b[at] ?? 0)).toString(2).replaceAll('0', '').length, 0);
}

test.each([
  [16, 1],
  [48, 3],
  [48, 11_000],
  [192, 3_000],
])('signatures of %i bytes, %i of them, differ from the query as counted bit by bit', (length, many) => {
  const [query, signatures] = [noise(length), noise(length * many).reverse()];
  const distances = new Uint16Array(many);
  hammingDistances(signatures, query, distances);
  const plain = Array.from(distances, (_, index) =>
    plainDistance(query, signatures.subarray(index * length, (index + 1) * length)),
  );
  expect(Array.from(distances)).toEqual(plain);
});

test('opposites differ in every bit', () => {
  const distances = new Uint16Array(1);
  hammingDistances(new Uint8Array(4096), new Uint8Array(4096).fill(255), distances);
  expect(distances[0]).toBe(32_768);
});
