import { createHash, randomInt, randomUUIDv7 } from 'node:crypto';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Where the last 64 bits of a UUID's text begin: two of variant, the others random. */
const RANDOM_PART = 19;
const END_OF_VARIANT = 0xc000_0000_0000_0000n;
const LARGEST_STEP = 2 ** 32;

let last = '';

/**
 * A new UUID version 7: ids that one process makes later sort later, also within a millisecond, where the
 * random part is counted up as RFC 9562 says in 6.2, method 2.
 */
export function newId(): string {
  let id: string = randomUUIDv7();
  while (id <= last) id = successor(last) ?? randomUUIDv7();
  last = id;
  return id;
}

/** Whether the text is a UUID as `newId` writes it; anything else can be no row's id. */
export function isId(text: string): boolean {
  return UUID.test(text);
}

/** The id with a random part that is larger by a random step; undefined when there is none left. */
function successor(id: string): string | undefined {
  const random = BigInt(`0x${id.slice(RANDOM_PART).replace('-', '')}`) + BigInt(randomInt(1, LARGEST_STEP));
  if (random >= END_OF_VARIANT) return undefined;
  const digits = random.toString(16);
  return `${id.slice(0, RANDOM_PART)}${digits.slice(0, 4)}-${digits.slice(4)}`;
}

/** The UUID that always stands for the same texts (RFC 9562, version 8, from a SHA-256). */
export function idFor(...texts: readonly string[]): string {
  const hex = createHash('sha256').update(JSON.stringify(texts)).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
