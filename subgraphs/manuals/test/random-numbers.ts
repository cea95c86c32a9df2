/** Numbers from 0 up to but without `limit`, the same in every run (a linear congruential generator). */
export function randomNumbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** A vector of length 1 whose components are about normally distributed. */
export function randomVector(
  dimensions: number,
  random: (limit: number) => number,
): Float32Array<ArrayBuffer> {
  const component = () => random(1_000) + random(1_000) + random(1_000) + random(1_000) - 1_998;
  return unit(Float32Array.from({ length: dimensions }, component));
}

/** The vector of length 1 in a vector's direction. */
export function unit(vector: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  const length = Math.hypot(...vector) || 1;
  return vector.map((component) => component / length);
}

export function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, component, place) => sum + component * (b[place] ?? 0), 0);
}
