import type { Urgency } from '../embedder.ts';

/** A text and the number under which its vector is awaited. */
export interface NumberedText {
  readonly id: number;
  readonly text: string;
}

/** Texts that wait to be encoded: what somebody waits for first, then in the order in which they came. */
export class WaitingTexts {
  readonly #interactive = new Map<number, string>();
  readonly #batch = new Map<number, string>();

  /** Adds a text, or moves it when it waits as `batch` and has become interactive. */
  add(id: number, text: string, urgency: Urgency): void {
    this.remove(id);
    (urgency === 'interactive' ? this.#interactive : this.#batch).set(id, text);
  }

  remove(id: number): void {
    this.#interactive.delete(id);
    this.#batch.delete(id);
  }

  /** Takes the next one out. */
  take(): NumberedText | undefined {
    const queue = this.#interactive.size > 0 ? this.#interactive : this.#batch;
    for (const [id, text] of queue) {
      queue.delete(id);
      return { id, text };
    }
    return undefined;
  }
}
