import { createSecretKey } from 'node:crypto';
import {
  type Caller,
  type Message,
  Nonces,
  type SharedNonces,
  SignatureCheck,
  type SignaturePolicy,
} from '@manuel/identity';
import { NotAuthenticated } from '@manuel/service';
import type { SigningKeys } from './signing-keys.ts';

/** What a machine client's signature has to be like. */
const POLICY: SignaturePolicy = {
  covers: [
    ['@method', '@authority', '@path', '@query'],
    ['@method', '@target-uri'],
  ],
  coversOfBody: ['content-digest', 'content-type'],
  longestSeconds: 300,
  skewSeconds: 30,
  tag: undefined,
  advice: 'sign each request anew, as docs/security.md shows',
};

/** A request whose headers a machine client has signed; its body is still to come. */
export interface SignedRequest {
  readonly caller: Caller;
  readonly keyId: string;
  /**
   * Holds the body against the digest that was signed, then lets the signature in once.
   * @param body the request's text; undefined where it has none
   * @throws SignatureRefused when it is another one, or the signature was used before
   */
  admit(body: string | undefined): Promise<void>;
}

/** Tells which machine client has signed a request (RFC 9421). */
export class SignedRequests {
  readonly #keys: SigningKeys | null;
  readonly #check = new SignatureCheck(POLICY);
  readonly #nonces: Nonces;

  /**
   * @param keys null where nobody has one
   * @param shared what all gateways know together of nonces; null where there is one
   */
  constructor(keys: SigningKeys | null, shared: SharedNonces | null) {
    this.#keys = keys;
    this.#nonces = new Nonces(POLICY, shared);
  }

  /**
   * Who has signed a request, from its headers.
   * @returns null when it bears no signature
   * @throws SignatureRefused when it is not as somebody signed it just now, NotAuthenticated when it also bears something
   *   else that says who asks, Unavailable when it cannot be told now
   */
  async open(message: Message): Promise<SignedRequest | null> {
    const { headers, method } = message;
    if (headers['signature-input'] === undefined && headers.signature === undefined) return null;
    if (headers.authorization !== undefined || headers['x-api-key'] !== undefined)
      throw new NotAuthenticated('Say once who asks: send a signature, or a token or an API key.');
    const keys = this.#keys;
    if (keys === null)
      throw new NotAuthenticated('This gateway takes no signed requests, as it keeps no keys: send a token.');
    const hasBody = method === 'POST';
    const signature = this.#check.read(message, hasBody);
    const found = await keys.find(signature.keyId);
    if (found === null) throw this.#check.unknownKey();
    this.#check.verify(signature, message, createSecretKey(found.secret));
    return {
      ...{ caller: found.caller, keyId: signature.keyId },
      admit: async (body) => {
        if (hasBody) this.#check.verifyBody(message, body ?? '');
        await this.#nonces.use(signature);
        keys.used(signature.keyId);
      },
    };
  }
}
