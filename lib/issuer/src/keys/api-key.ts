import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { base62 } from './base62.ts';

/** How every key begins, so that scanners for leaked secrets can know it. */
const PREFIX = 'mk_live_';
const ID_DIGITS = 8;
const ID_BYTES = 8;
const SECRET_BYTES = 32;
/** As many digits as 256 bits may need. */
const SECRET_DIGITS = 43;
/** As many digits as a CRC-32 may need. */
const CHECKSUM_DIGITS = 6;
const IDS = BigInt(62 ** ID_DIGITS);

const ID = new RegExp(`^[0-9A-Za-z]{${ID_DIGITS}}$`);
const KEY = new RegExp(
  `^${PREFIX}(?<id>[0-9A-Za-z]{${ID_DIGITS}})_(?<secret>[0-9A-Za-z]{${SECRET_DIGITS}})(?<checksum>[0-9A-Za-z]{${CHECKSUM_DIGITS}})$`,
);

/** An API key's two halves: by the id it is found, by the secret it is believed. */
export interface ApiKey {
  /** Eight letters and digits; no secret. */
  readonly id: string;
  /** 256 random bits in base 62. */
  readonly secret: string;
}

/** A key that nobody has yet. */
export function newApiKey(): ApiKey {
  return {
    id: base62(randomNumber(ID_BYTES) % IDS, ID_DIGITS),
    secret: base62(randomNumber(SECRET_BYTES), SECRET_DIGITS),
  };
}

/** The key as its owner gets it: `mk_live_`, the id, an underscore, the secret and a checksum of all that. */
export function formatApiKey({ id, secret }: ApiKey): string {
  const text = `${shownPrefix(id)}_${secret}`;
  return `${text}${checksumOf(text)}`;
}

/** What of a key may be shown to tell it from others. */
export function shownPrefix(id: string): string {
  return `${PREFIX}${id}`;
}

/** Whether somebody means this to be an API key, however wrong it is. */
export function looksLikeApiKey(text: string): boolean {
  return text.startsWith(PREFIX);
}

/** Whether the text can be the id of a key. */
export function isKeyId(text: string): boolean {
  return ID.test(text);
}

/** @returns null where the text is no key, or one that was not copied whole and right */
export function parseApiKey(text: string): ApiKey | null {
  const { id, secret, checksum } = KEY.exec(text)?.groups ?? {};
  if (id === undefined || secret === undefined || checksum === undefined) return null;
  return checksumOf(`${shownPrefix(id)}_${secret}`) === checksum ? { id, secret } : null;
}

/** What is kept of a secret: its SHA-256 in hex. Of 256 random bits nobody finds the rest, so it needs no slow hash. */
export function hashOfSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Whether the hash is that of the secret, in the same time wherever they differ. */
export function isSecretOf(hash: string, secret: string): boolean {
  return timingSafeEqual(Buffer.from(hash, 'hex'), Buffer.from(hashOfSecret(secret), 'hex'));
}

/** It finds slips of the hand before anything is looked up; it keeps nothing safe. */
function checksumOf(text: string): string {
  return base62(BigInt(crc32(text)), CHECKSUM_DIGITS);
}

function randomNumber(bytes: number): bigint {
  return BigInt(`0x${randomBytes(bytes).toString('hex')}`);
}
