import type { Unavailable } from '@manuel/service';
import type { Urgency } from '../embedder.ts';

/** A text whose vector is waited for. */
export interface Wanted {
  readonly id: number;
  readonly text: string;
  urgency: Urgency;
  /** How many calls wait for it. */
  readers: number;
  readonly vector: Promise<Float32Array>;
  readonly resolve: (vector: Float32Array) => void;
  readonly reject: (error: Unavailable) => void;
}

/** The texts whose vectors are waited for, each once, however many calls want it. */
export class WantedTexts {
  readonly #byText = new Map<string, Wanted>();
  readonly #byId = new Map<number, Wanted>();
  #lastId = 0;

  get size(): number {
    return this.#byId.size;
  }

  get(id: number): Wanted | undefined {
    return this.#byId.get(id);
  }

  /** One call more waits for a text. @returns whether the thread is to be told: it is new, or more urgent than it was */
  want(text: string, urgency: Urgency): { readonly wanted: Wanted; readonly isNews: boolean } {
    const known = this.#byText.get(text);
    const wanted = known ?? this.#add(text, urgency);
    wanted.readers += 1;
    const isRaised = urgency === 'interactive' && wanted.urgency === 'batch';
    if (isRaised) wanted.urgency = urgency;
    return { wanted, isNews: known === undefined || isRaised };
  }

  /** One call waits no more. @returns whether nobody waits for its vector any more, although there is none */
  release(wanted: Wanted): boolean {
    wanted.readers -= 1;
    return wanted.readers === 0 && this.remove(wanted);
  }

  /** @returns whether it was there; its text may be wanted anew by now, which stays */
  remove({ id, text }: Wanted): boolean {
    return this.#byId.delete(id) && this.#byText.delete(text);
  }

  /** Everybody who waits gets the error. */
  rejectAll(error: Unavailable): void {
    for (const wanted of [...this.#byId.values()]) {
      this.remove(wanted);
      wanted.reject(error);
    }
  }

  #add(text: string, urgency: Urgency): Wanted {
    this.#lastId += 1;
    const answer = Promise.withResolvers<Float32Array>();
    const { promise: vector, resolve, reject } = answer;
    const wanted: Wanted = { id: this.#lastId, text, urgency, readers: 0, vector, resolve, reject };
    this.#byText.set(text, wanted);
    this.#byId.set(wanted.id, wanted);
    return wanted;
  }
}
