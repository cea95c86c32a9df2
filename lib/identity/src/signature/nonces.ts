import { NonceMemory } from './nonce-memory.ts';
import { type DatedSignature, refusalsWith, type SignaturePolicy } from './signature-policy.ts';

/** Nonces as all processes that take the same signatures know them, such as in Redis. */
export interface SharedNonces {
  /**
   * Keeps a nonce for so long.
   * @returns false when it was there already; undefined when it cannot be told, in time
   */
  claim(nonce: string, milliseconds: number): Promise<boolean | undefined>;
}

/**
 * Lets each signature in once. This process remembers what it let in; the memory that is shared with others, where
 * there is one, also knows of those and of what was let in before a restart. When that one is away, this process's has
 * to do, and what was signed before it began is refused.
 */
export class Nonces {
  readonly #policy: SignaturePolicy;
  readonly #windowMs: number;
  readonly #memory: NonceMemory;
  readonly #shared: SharedNonces | null;

  /** @param shared null where this process alone takes the signatures */
  constructor(policy: SignaturePolicy, shared: SharedNonces | null, memory?: NonceMemory) {
    this.#policy = policy;
    this.#windowMs = windowOf(policy);
    this.#memory = memory ?? new NonceMemory(this.#windowMs);
    this.#shared = shared;
  }

  /** Asks this process's memory alone. @throws SignatureRefused when it was used here before */
  useHere(signature: DatedSignature): void {
    if (!this.#memory.add(nameOf(signature))) throw this.#replayed();
  }

  /** Asks everybody's memory. @throws SignatureRefused when it was used anywhere before, or nobody can tell */
  async use(signature: DatedSignature): Promise<void> {
    this.useHere(signature);
    const isFirst = await this.#shared?.claim(nameOf(signature), this.#windowMs);
    if (isFirst === false) throw this.#replayed();
    // `created` is in whole seconds.
    const isRemembered = signature.created >= Math.floor(this.#memory.completeFromMs / 1000);
    if (isFirst !== true && !isRemembered)
      throw refusalsWith(this.#policy.advice)(
        'late',
        'The signature is older than what is remembered of signatures, so it could be a replay',
      );
  }

  #replayed(): Error {
    return refusalsWith(this.#policy.advice)('replayed', 'The signature has been used before');
  }
}

/** How long a signature can be good, as seen from here: clocks may be off either way. */
function windowOf({ longestSeconds, skewSeconds }: SignaturePolicy): number {
  return (longestSeconds + 2 * skewSeconds) * 1000;
}

/** No two keys share their nonces. */
function nameOf({ keyId, nonce }: DatedSignature): string {
  return `${keyId} ${nonce}`;
}
