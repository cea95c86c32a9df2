import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { hammingDistances, innerProducts } from './vector-kernel.ts';

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
  const distances = hammingDistances(signatures, query);
  const plain = Array.from({ length: many }, (_, index) =>
    plainDistance(query, signatures.subarray(index * length, (index + 1) * length)),
  );
  expect(Array.from(distances)).toEqual(plain);
});

test.each([
  [16, 1],
  [384, 7],
  [384, 3_000],
  [1536, 400],
])('inner products with vectors of %i bytes, %i of them, are those of plain counting', (length, many) => {
  const [query, vectors] = [new Int8Array(noise(length)), new Int8Array(noise(length * many).reverse())];
  const plain = Array.from({ length: many }, (_, index) =>
    query.reduce((sum, component, at) => sum + component * (vectors[index * length + at] ?? 0), 0),
  );
  expect(Array.from(innerProducts(vectors, query))).toEqual(plain);
});

test('the longest and largest that there may be do not overflow', () => {
  expect(hammingDistances(new Uint8Array(1024).fill(255), new Uint8Array(1024))[0]).toBe(8192);
  expect(innerProducts(new Int8Array(8192).fill(-128), new Int8Array(8192).fill(-128))[0]).toBe(
    8192 * 16_384,
  );
});

test('of no vectors there is nothing', () => {
  expect(hammingDistances(new Uint8Array(0), new Uint8Array(48))).toHaveLength(0);
  expect(innerProducts(new Int8Array(0), new Int8Array(48))).toHaveLength(0);
});
