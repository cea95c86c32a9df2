const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const BASE = BigInt(DIGITS.length);

/**
 * A number in the digits 0-9, A-Z, a-z, which stand in URLs and headers as they are and are selected as one word.
 * @param width how many digits; the number has zeros before it where it needs fewer
 */
export function base62(value: bigint, width: number): string {
  let text = '';
  for (let rest = value; text.length < width; rest /= BASE) text = DIGITS.charAt(Number(rest % BASE)) + text;
  return text;
}
