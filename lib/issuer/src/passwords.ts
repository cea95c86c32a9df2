import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

/** What a hash costs: argon2id (RFC 9106) with 19 MiB, two passes and one lane, which OWASP asks for at least. */
export interface HashCost {
  readonly memoryKib: number;
  readonly passes: number;
  readonly lanes: number;
}

export const HASH_COST: HashCost = { memoryKib: 19_456, passes: 2, lanes: 1 };

const TAG_BYTES = 32;
const SALT_BYTES = 16;
const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

const argon2id = promisify(argon2);

/** The password's hash as a PHC string, with a salt of its own. Made on another thread. */
export async function hashPassword(password: string, cost: HashCost = HASH_COST): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  return phc(cost, salt, await tagOf(password, salt, cost, TAG_BYTES));
}

/** Whether the hash is one of this password. A string that is no hash is none of any. */
export async function isPassword(password: string, hash: string): Promise<boolean> {
  const parts = partsOf(hash);
  if (parts === undefined) return false;
  const { cost, salt, tag } = parts;
  return timingSafeEqual(tag, await tagOf(password, salt, cost, tag.length));
}

/** Whether the hash cost less than one that is made today. */
export function isWeaker(hash: string, { memoryKib, passes, lanes }: HashCost = HASH_COST): boolean {
  const cost = partsOf(hash)?.cost;
  return cost === undefined || cost.memoryKib < memoryKib || cost.passes < passes || cost.lanes !== lanes;
}

/** A password that nobody guesses and anybody can type: 20 letters and digits in groups, 100 bits. */
export function newPassword(): string {
  // No 0, 1, l or o, which look alike; 256 is a multiple of the 32 letters, so none is likelier.
  const letters = 'abcdefghijkmnpqrstuvwxyz23456789';
  const picked = Array.from(randomBytes(20), (byte) => letters[byte % letters.length]).join('');
  return picked.replace(/(.{5})(?=.)/g, '$1-');
}

function tagOf(password: string, nonce: Buffer, cost: HashCost, tagLength: number): Promise<Buffer> {
  const { memoryKib: memory, passes, lanes: parallelism } = cost;
  // Two ways to type one letter are one password.
  const message = password.normalize('NFC');
  return argon2id('argon2id', { message, nonce, memory, passes, parallelism, tagLength });
}

function phc({ memoryKib, passes, lanes }: HashCost, salt: Buffer, tag: Buffer): string {
  return `$argon2id$v=19$m=${memoryKib},t=${passes},p=${lanes}$${unpadded(salt)}$${unpadded(tag)}`;
}

function partsOf(hash: string): { cost: HashCost; salt: Buffer; tag: Buffer } | undefined {
  const [, memory, passes, lanes, salt = '', tag = ''] = PHC.exec(hash) ?? [];
  if (memory === undefined) return undefined;
  return {
    cost: { memoryKib: Number(memory), passes: Number(passes), lanes: Number(lanes) },
    salt: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  };
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '');
}
