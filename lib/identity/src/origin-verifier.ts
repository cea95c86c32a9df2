import type { KeyRing } from './keys/key-ring.ts';
import { ORIGIN_HEADER, type Origin, originIn } from './origin.ts';
import { originPolicy } from './origin-policy.ts';
import { componentOf, type Message } from './signature/message.ts';
import { Nonces, type SharedNonces } from './signature/nonces.ts';
import { SignatureCheck } from './signature/signature-check.ts';
import { refusalsWith, type SignaturePolicy } from './signature/signature-policy.ts';

/** A request whose headers were signed by another process; its body is still to come. */
export interface SignedOrigin {
  readonly origin: Origin;
  /** Holds the body, as it came, against the digest that was signed. @throws SignatureRefused when it is another one */
  verifyBody(body: Uint8Array): void;
  /**
   * Lets the signature in once; to be called when the body was verified.
   * @param changes whether the request may change anything: then those are asked who share their memory
   * @throws SignatureRefused when it was used before
   */
  useOnce(changes: boolean): Promise<void>;
}

/** Tells on whose behalf another process calls this subgraph, from the request's signature (RFC 9421). */
export class OriginVerifier {
  readonly #keys: KeyRing;
  readonly #policy: SignaturePolicy;
  readonly #check: SignatureCheck;
  readonly #nonces: Nonces;

  /**
   * @param subgraph the one that is called
   * @param shared what the subgraph's replicas know together of nonces; null where there is one process of it
   */
  constructor(keys: KeyRing, subgraph: string, shared: SharedNonces | null) {
    this.#keys = keys;
    this.#policy = originPolicy(subgraph);
    this.#check = new SignatureCheck(this.#policy);
    this.#nonces = new Nonces(this.#policy, shared);
  }

  /** @throws SignatureRefused when the headers are not as another process signed them for this one, just now */
  verify(message: Message): SignedOrigin {
    const signature = this.#check.read(message, true);
    const key = this.#keys.find(signature.keyId);
    if (key === undefined) throw this.#check.unknownKey();
    this.#check.verify(signature, message, key);
    return {
      origin: this.#originOf(message),
      verifyBody: (body) => this.#check.verifyBody(message, body),
      useOnce: async (changes) => {
        if (changes) await this.#nonces.use(signature);
        else this.#nonces.useHere(signature);
      },
    };
  }

  #originOf(message: Message): Origin {
    try {
      return originIn(componentOf(message, ORIGIN_HEADER) ?? '');
    } catch {
      throw refusalsWith(this.#policy.advice)('malformed', `${ORIGIN_HEADER} holds no origin`);
    }
  }
}
