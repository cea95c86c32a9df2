import { createSecretKey, type KeyObject, randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';

/** The least that a secret holds: less than the hash's own size weakens it (RFC 2104, 3). */
export const LEAST_SECRET_BYTES = 32;

/** A key that signs. */
export interface NamedKey {
  readonly id: string;
  readonly key: KeyObject;
}

/** The keys that processes share. Each of them is taken; the newest whose time has come signs. */
export interface KeyRing {
  /** The key to sign with now. */
  current(): NamedKey;
  /** The key of that id; undefined when there is none, or it is over. */
  find(id: string): KeyObject | undefined;
}

const secretText = z
  .string()
  .regex(/^[\w+/-]+={0,2}$/, 'expected base64url')
  .refine((text) => Buffer.from(text, 'base64url').length >= LEAST_SECRET_BYTES, {
    error: `expected at least ${LEAST_SECRET_BYTES} bytes in base64url, as manuel keys generate prints them`,
  });

const Entry = z.object({
  id: z.string().regex(/^[\w.-]{1,64}$/, 'expected 1 to 64 letters, digits and ._-'),
  secret: secretText,
  /** From when on it signs, once every process has read it. */
  signFrom: z.iso.datetime(),
  /** Until when it is taken; null while no other follows it. */
  verifyUntil: z.iso.datetime().nullable(),
});
/** One key of a ring, as it is kept. */
export type RingEntry = z.output<typeof Entry>;

/** A ring as it is kept: the oldest key first. */
const Entries = z.object({ keys: z.array(Entry).min(1, 'expected at least one key') });

/** So long after a key was added, every process has read it. */
const SPREAD_MS = 15_000;
/** So long after its successor began to sign, a key is still taken: longer than any of its signatures is good. */
const OVERLAP_MS = 120_000;

/** A fresh secret: 256 random bits in base64url. */
export function newSecret(): string {
  return randomBytes(LEAST_SECRET_BYTES).toString('base64url');
}

/** The text of a ring with one key, which signs at once. @param secret in base64url */
export function firstRing(secret: string): string {
  return ringText([{ id: newId(), secret, signFrom: new Date(0).toISOString(), verifyUntil: null }]);
}

/**
 * A ring with one more key, which signs as soon as every process has read it; the others are taken until all that they
 * signed is over, and those of which that is true already are left out.
 * @param text the ring as it is
 * @returns the new ring, and the key that was added
 */
export function rotated(text: string): { readonly text: string; readonly added: RingEntry } {
  const now = Date.now();
  const signFrom = now + SPREAD_MS;
  const verifyUntil = new Date(signFrom + OVERLAP_MS).toISOString();
  const added = {
    id: newId(),
    secret: newSecret(),
    signFrom: new Date(signFrom).toISOString(),
    verifyUntil: null,
  };
  const kept = entriesIn(text)
    .filter((entry) => entry.verifyUntil === null || Date.parse(entry.verifyUntil) > now)
    .map((entry) => ({ ...entry, verifyUntil: entry.verifyUntil ?? verifyUntil }));
  return { text: ringText([...kept, added]), added };
}

/** @throws Error whose message says what is wrong with the text, without any secret */
export function entriesIn(text: string): RingEntry[] {
  const parsed = Entries.safeParse(jsonIn(text));
  if (!parsed.success) throw new Error(z.prettifyError(parsed.error));
  return parsed.data.keys;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Its own message quotes the text, in which secrets are.
    throw new Error('It is no JSON.');
  }
}

function ringText(keys: readonly RingEntry[]): string {
  return `${JSON.stringify({ keys }, null, 2)}\n`;
}

/** Tells when it was made, for people. */
function newId(): string {
  return `${new Date().toISOString().slice(0, 10)}-${randomUUID().slice(0, 8)}`;
}

interface Kept extends NamedKey {
  readonly signFromMs: number;
  readonly verifyUntilMs: number;
}

/** A ring that stays as it is. */
export class FixedKeyRing implements KeyRing {
  readonly #newestFirst: readonly Kept[];
  readonly #byId: ReadonlyMap<string, Kept>;

  /** @param text as it is kept @throws Error whose message says what is wrong with it, without any secret */
  constructor(text: string) {
    const kept = entriesIn(text).map(({ id, secret, signFrom, verifyUntil }) => ({
      ...{ id, key: createSecretKey(secret, 'base64url'), signFromMs: Date.parse(signFrom) },
      verifyUntilMs: verifyUntil === null ? Number.POSITIVE_INFINITY : Date.parse(verifyUntil),
    }));
    // Of two that were added in one moment, the later one comes first.
    this.#newestFirst = kept.toReversed().toSorted((a, b) => b.signFromMs - a.signFromMs);
    this.#byId = new Map(kept.map((one) => [one.id, one]));
    if (this.#byId.size < kept.length) throw new Error('Two keys have the same id.');
  }

  /** The ids of all keys, the newest first. */
  get ids(): string[] {
    return this.#newestFirst.map(({ id }) => id);
  }

  current(): NamedKey {
    const now = Date.now();
    const found = this.#newestFirst.find(({ signFromMs }) => signFromMs <= now) ?? this.#newestFirst.at(-1);
    if (found === undefined) throw new Error('The ring has no key.');
    return found;
  }

  find(id: string): KeyObject | undefined {
    const found = this.#byId.get(id);
    return found !== undefined && found.verifyUntilMs > Date.now() ? found.key : undefined;
  }
}
