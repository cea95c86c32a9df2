import { messageOf, Unavailable } from '@manuel/service';
import type { CryptoKey, FlattenedJWSInput, JWSHeaderParameters } from 'jose';
import { createLocalJWKSet } from 'jose';
import { z } from 'zod';
import { isUnknownKey, type KeySource } from './key-source.ts';

export interface RemoteKeysOptions {
  /** Whose keys these are, as its tokens say. */
  readonly issuer: string;
  /** Where they are; without it, where the issuer's discovery document says (OpenID Connect Discovery 1.0). */
  readonly jwksUrl?: string | undefined;
  /** At most one fetch in this time, whatever asks for it. */
  readonly cooldownMs?: number;
  /** Older keys are fetched again in the background. */
  readonly freshMs?: number;
  readonly deadlineMs?: number;
}

const KeySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });
const Discovery = z.object({ issuer: z.string(), jwks_uri: z.url({ protocol: /^https?$/ }) });

/** No issuer's keys or discovery document come near this. */
const MOST_BYTES = 512 * 1024;

/**
 * The keys of an issuer elsewhere, fetched when first needed and kept. When the issuer is away, those that are known go
 * on serving. A token that names an unknown key has them fetched again, but only once in a while: anybody can make up
 * the names of keys.
 */
export class RemoteKeys implements KeySource {
  readonly #issuer: string;
  readonly #jwksUrl: string | undefined;
  readonly #cooldownMs: number;
  readonly #freshMs: number;
  readonly #deadlineMs: number;
  #keys: ReturnType<typeof createLocalJWKSet> | undefined;
  #fetchedAt = Number.NEGATIVE_INFINITY;
  #triedAt = Number.NEGATIVE_INFINITY;
  #fetching: Promise<void> | undefined;
  #failure = 'nobody has asked yet';

  constructor({
    issuer,
    jwksUrl,
    cooldownMs = 30_000,
    freshMs = 600_000,
    deadlineMs = 5_000,
  }: RemoteKeysOptions) {
    this.#issuer = issuer;
    this.#jwksUrl = jwksUrl;
    this.#cooldownMs = cooldownMs;
    this.#freshMs = freshMs;
    this.#deadlineMs = deadlineMs;
  }

  async keyFor(header: JWSHeaderParameters, token: FlattenedJWSInput): Promise<CryptoKey> {
    if (this.#keys === undefined) await this.#fetchAgain();
    else if (performance.now() - this.#fetchedAt > this.#freshMs) void this.#fetchAgain();
    const keys = this.#keys;
    if (keys === undefined)
      throw new Unavailable(`The keys of ${this.#issuer} cannot be had (${this.#failure}): try again later.`);
    try {
      return await keys(header, token);
    } catch (error) {
      if (!isUnknownKey(error)) throw error;
      await this.#fetchAgain();
      if (this.#keys === keys || this.#keys === undefined) throw error;
      return this.#keys(header, token);
    }
  }

  /** Fetches the keys, unless that was tried a moment ago; never throws. */
  async #fetchAgain(): Promise<void> {
    if (this.#fetching === undefined) {
      if (performance.now() - this.#triedAt < this.#cooldownMs) return;
      this.#triedAt = performance.now();
      this.#fetching = this.#fetch()
        .catch((error: unknown) => {
          this.#failure = messageOf(error);
        })
        .finally(() => {
          this.#fetching = undefined;
        });
    }
    await this.#fetching;
  }

  async #fetch(): Promise<void> {
    const signal = AbortSignal.timeout(this.#deadlineMs);
    const url = this.#jwksUrl ?? (await this.#discover(signal));
    const { keys } = KeySet.parse(await jsonAt(url, signal));
    // A secret among them would be one that everybody knows.
    this.#keys = createLocalJWKSet({ keys: keys.filter(({ kty }) => kty !== 'oct') });
    this.#fetchedAt = performance.now();
  }

  async #discover(signal: AbortSignal): Promise<string> {
    const url = `${this.#issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const { issuer, jwks_uri } = Discovery.parse(await jsonAt(url, signal));
    if (issuer !== this.#issuer) throw new Error(`${url} is of another issuer, ${issuer}`);
    return jwks_uri;
  }
}

async function jsonAt(url: string, signal: AbortSignal): Promise<unknown> {
  const response = await fetch(url, { signal, redirect: 'error', headers: { accept: 'application/json' } });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MOST_BYTES) throw new Error(`${url} answered more than ${MOST_BYTES} bytes`);
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}
