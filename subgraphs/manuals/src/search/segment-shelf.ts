import type { Segment } from './segment.ts';

/** How much is in memory. */
export interface Held {
  readonly passages: number;
  readonly bytes: number;
}

interface Shelved {
  readonly loading: Promise<Segment>;
  /** Null until it is there. */
  segment: Segment | null;
}

/** Segments in memory, up to a number of bytes; the least recently searched leave first. */
export class SegmentShelf {
  readonly #mostBytes: number;
  /** A Map keeps insertion order: what was searched last goes to its end. */
  readonly #shelved = new Map<string, Shelved>();
  #passages = 0;
  #bytes = 0;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  get held(): Held {
    return { passages: this.#passages, bytes: this.#bytes };
  }

  get isFull(): boolean {
    return this.#bytes >= this.#mostBytes;
  }

  has(key: string): boolean {
    return this.#shelved.has(key);
  }

  /** What is there or on its way under a key, which is searched now. */
  get(key: string): Promise<Segment> | undefined {
    const shelved = this.#shelved.get(key);
    if (shelved === undefined) return undefined;
    this.#shelved.delete(key);
    this.#shelved.set(key, shelved);
    return shelved.loading;
  }

  /** What is there, with its keys. */
  get segments(): [string, Segment][] {
    return [...this.#shelved].flatMap(([key, { segment }]) => (segment ? [[key, segment]] : []));
  }

  /** Keeps what is on its way, so that others wait for the same; what failed is not kept. */
  put(key: string, loading: Promise<Segment>): void {
    const shelved: Shelved = { loading, segment: null };
    this.#shelved.set(key, shelved);
    loading.then(
      (segment) => {
        shelved.segment = segment;
        this.#passages += segment.size;
        this.#bytes += segment.byteLength;
        this.#makeRoom(key);
      },
      () => this.#shelved.delete(key),
    );
  }

  /** Forgets what is there; what is on its way stays. */
  drop(key: string): void {
    const segment = this.#shelved.get(key)?.segment;
    if (!segment) return;
    this.#shelved.delete(key);
    this.#passages -= segment.size;
    this.#bytes -= segment.byteLength;
  }

  #makeRoom(newest: string): void {
    for (const key of this.#shelved.keys()) {
      if (this.#bytes <= this.#mostBytes) return;
      if (key !== newest) this.drop(key);
    }
  }
}
