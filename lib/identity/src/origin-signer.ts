import type { KeyRing } from './keys/key-ring.ts';
import { ORIGIN_HEADER, type Origin, originText } from './origin.ts';
import { audienceOf, ORIGIN_COMPONENTS, ORIGIN_LIFETIME_SECONDS } from './origin-policy.ts';
import { contentDigest, DIGEST_HEADER } from './signature/content-digest.ts';
import { signatureHeaders } from './signature/sign.ts';

/** A call from process to process that is about to be sent: a POST of JSON. */
export interface OriginCall {
  readonly origin: Origin;
  /** Of the URL, without its query. */
  readonly path: string;
  readonly body: string;
}

/** What a call says beside its signature; the same each time that it is sent. */
export interface UnsignedHeaders {
  readonly 'content-type': string;
  readonly [DIGEST_HEADER]: string;
  readonly [ORIGIN_HEADER]: string;
}

/** Signs calls for one subgraph, where HTTP begins. */
export class OriginSigner {
  readonly #keys: KeyRing;
  readonly #tag: string;

  /** @param subgraph the one that will be called */
  constructor(keys: KeyRing, subgraph: string) {
    this.#keys = keys;
    this.#tag = audienceOf(subgraph);
  }

  /** A call that can be signed as often as it is sent: each time it gets a time and a nonce of its own. */
  prepare({ origin, path, body }: OriginCall): () => Record<string, string> {
    const headers: UnsignedHeaders = {
      'content-type': 'application/json',
      [DIGEST_HEADER]: contentDigest(body),
      [ORIGIN_HEADER]: originText(origin),
    };
    const values = { '@method': 'POST', '@path': path, ...headers };
    const components = ORIGIN_COMPONENTS.map((name) => [name, values[name]] as const);
    return () => {
      const { id: keyId, key } = this.#keys.current();
      const parameters = { keyId, key, lifetimeSeconds: ORIGIN_LIFETIME_SECONDS, tag: this.#tag };
      return { ...headers, ...signatureHeaders(components, parameters) };
    };
  }
}
