import type { KeyObject } from 'node:crypto';
import { DIGEST_HEADER, isDigestOf } from './content-digest.ts';
import { isHmacOf } from './hmac.ts';
import { componentOf, type Message } from './message.ts';
import { type PresentedSignature, presentedSignature } from './presented-signature.ts';
import { type Component, signatureBase } from './signature-base.ts';
import { checkPolicy, type DatedSignature, refusalsWith, type SignaturePolicy } from './signature-policy.ts';

/**
 * The steps of taking a signed request, each of which refuses: what is said of the signature, then the signature
 * itself, then the body, whose digest it covers. Nonces are remembered when all of it was right.
 */
export class SignatureCheck {
  readonly #policy: SignaturePolicy;

  constructor(policy: SignaturePolicy) {
    this.#policy = policy;
  }

  /** The message's signature, before its key is known. @throws SignatureRefused */
  read(message: Message, hasBody: boolean): DatedSignature {
    const presented = this.#presented(message);
    if (presented === null) throw this.#refusal('unsigned', 'The request is not signed');
    return checkPolicy(presented, this.#policy, hasBody, Date.now());
  }

  /** The refusal of a signature for whose key id there is no key. */
  unknownKey(): Error {
    return this.#refusal('unknown-key', 'Nobody has the key that the signature names');
  }

  /** @param key of its key id @throws SignatureRefused when it is not that of the message */
  verify(signature: DatedSignature, message: Message, key: KeyObject): void {
    const components = signature.components.map((name): Component => {
      const value = componentOf(message, name);
      if (value === undefined)
        throw this.#refusal('component', `The request does not have what its signature covers as ${name}`);
      return [name, value];
    });
    if (!isHmacOf(signature.signature, signatureBase(components, signature.parametersText), key))
      throw this.#refusal('altered', 'The signature is not that of this request');
  }

  /** @param body as it came @throws SignatureRefused when it is not the one that was signed */
  verifyBody(message: Message, body: string | Uint8Array): void {
    if (!isDigestOf(componentOf(message, DIGEST_HEADER), body))
      throw this.#refusal('digest', 'The body is not the one that was signed');
  }

  #presented(message: Message): PresentedSignature | null {
    try {
      return presentedSignature(message);
    } catch {
      throw this.#refusal(
        'malformed',
        'Signature-Input and Signature must hold one signature under one name, of components without parameters',
      );
    }
  }

  #refusal(...told: Parameters<ReturnType<typeof refusalsWith>>): Error {
    return refusalsWith(this.#policy.advice)(...told);
  }
}
