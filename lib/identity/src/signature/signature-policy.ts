import { ALGORITHM } from './hmac.ts';
import type { PresentedSignature } from './presented-signature.ts';
import { SignatureRefused } from './signature-refused.ts';

/** What a signature has to be like before anybody looks for its key. */
export interface SignaturePolicy {
  /** Lists of components, of which one has to be covered whole. */
  readonly covers: readonly (readonly string[])[];
  /** What has to be covered too where there is a body. */
  readonly coversOfBody: readonly string[];
  /** The most that may lie between `created` and `expires`. */
  readonly longestSeconds: number;
  /** By how much the signer's clock may be off. */
  readonly skewSeconds: number;
  /** Whom it is for; undefined where it need not say. */
  readonly tag: string | undefined;
  /** What whoever is refused should do, such as `call the gateway instead`: the end of each refusal. */
  readonly advice: string;
}

/** A signature that is as the policy has it; its key has yet to be found. */
export interface DatedSignature extends PresentedSignature {
  readonly keyId: string;
  readonly nonce: string;
  /** In seconds since 1970, by the signer's clock. */
  readonly created: number;
}

/** Long enough that two never meet by chance, and short enough to be kept. */
const NONCE = /^[\x21-\x7e]{16,128}$/;
const KEY_ID = /^[\x21-\x7e]{1,128}$/;

/**
 * Holds a signature against the policy.
 * @param nowMs milliseconds since 1970
 * @throws SignatureRefused with what is wrong first
 */
export function checkPolicy(
  signature: PresentedSignature,
  policy: SignaturePolicy,
  hasBody: boolean,
  nowMs: number,
): DatedSignature {
  const { parameters } = signature;
  const refuse = refusalsWith(policy.advice);
  const algorithm = parameters.get('alg');
  if (algorithm !== undefined && algorithm !== ALGORITHM)
    throw refuse('algorithm', `The signature names another algorithm than ${ALGORITHM}`);
  if (policy.tag !== undefined && parameters.get('tag') !== policy.tag)
    throw refuse('audience', `The signature is not for ${policy.tag}, as its tag would say`);
  checkComponents(signature, policy, hasBody);
  const keyId = parameters.get('keyid');
  if (typeof keyId !== 'string' || !KEY_ID.test(keyId))
    throw refuse('malformed', 'The signature has no keyid of 1 to 128 characters');
  const nonce = parameters.get('nonce');
  if (typeof nonce !== 'string' || !NONCE.test(nonce))
    throw refuse('malformed', 'The signature has no nonce of 16 to 128 characters');
  return { ...signature, keyId, nonce, created: checkTimes(signature, policy, nowMs) };
}

/** Makes refusals that end with the advice. */
export function refusalsWith(advice: string) {
  return (reason: SignatureRefused['reason'], problem: string) =>
    new SignatureRefused(reason, `${problem}: ${advice}.`);
}

function checkComponents(
  { components }: PresentedSignature,
  policy: SignaturePolicy,
  hasBody: boolean,
): void {
  const refuse = refusalsWith(policy.advice);
  if (new Set(components).size < components.length)
    throw refuse('malformed', 'The signature covers a component twice');
  const missing = policy.covers.map((list) => list.filter((one) => !components.includes(one)));
  const [least = []] = missing.toSorted((a, b) => a.length - b.length);
  const ofBody = hasBody ? policy.coversOfBody.filter((one) => !components.includes(one)) : [];
  if (least.length > 0 || ofBody.length > 0)
    throw refuse('component', `The signature does not cover ${[...least, ...ofBody].join(', ')}`);
}

/** @returns when it was created */
function checkTimes({ parameters }: PresentedSignature, policy: SignaturePolicy, nowMs: number): number {
  const refuse = refusalsWith(policy.advice);
  const { longestSeconds, skewSeconds } = policy;
  const created = parameters.get('created');
  const expires = parameters.get('expires');
  if (typeof created !== 'number' || typeof expires !== 'number')
    throw refuse('malformed', 'The signature does not say when it was created and when it expires');
  if (expires - created > longestSeconds || expires < created)
    throw refuse('long-lived', `The signature is good for longer than ${longestSeconds} seconds`);
  const now = nowMs / 1000;
  if (created > now + skewSeconds) throw refuse('late', 'The signature was created in the future');
  if (expires + skewSeconds < now) throw refuse('late', 'The signature has expired');
  return created;
}
