const CLOSED = 0;
const INSIDE = 1;

/**
 * Keeps a thread from being ended inside native code. onnxruntime makes JavaScript values when it is done; where the
 * thread may not run JavaScript any more, because it is terminated or the process exits, it aborts the whole process.
 * So whoever ends the thread closes the gate first and waits until the thread is outside.
 */
export class NativeGate {
  /** For the other thread, to make its side of the gate of. */
  readonly shared: SharedArrayBuffer;
  readonly #state: Int32Array<SharedArrayBuffer>;

  constructor(shared = new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT)) {
    this.shared = shared;
    this.#state = new Int32Array(shared);
  }

  /** Does something inside, one thing at a time. Once the gate is closed, this never returns. */
  async pass<T>(work: () => Promise<T>): Promise<T> {
    // The order matters: inside is said before closed is read, and whoever closes does it the other way round.
    Atomics.store(this.#state, INSIDE, 1);
    try {
      if (Atomics.load(this.#state, CLOSED) === 0) return await work();
    } finally {
      Atomics.store(this.#state, INSIDE, 0);
      Atomics.notify(this.#state, INSIDE);
    }
    return new Promise<never>(() => undefined);
  }

  /** Closes the gate, and waits at most `milliseconds` for the other thread to be outside. */
  async close(milliseconds: number): Promise<void> {
    Atomics.store(this.#state, CLOSED, 1);
    const outside = Atomics.waitAsync(this.#state, INSIDE, 1, milliseconds);
    if (outside.async) await outside.value;
  }

  /** The same for a process that exits, where nothing may be awaited: holds this thread up. */
  closeNow(milliseconds: number): void {
    Atomics.store(this.#state, CLOSED, 1);
    Atomics.wait(this.#state, INSIDE, 1, milliseconds);
  }
}
