/**
 * The vector's direction: divides it in place by its length.
 * @returns the same array
 */
export function unit<T extends Float32Array>(vector: T): T {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  if (length > 0) for (const [index, value] of vector.entries()) vector[index] = value / length;
  return vector;
}
