import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';

export interface ListenerOptions {
  readonly url: string;
  readonly channel: string;
  onNotification(payload: string): void;
  /** After each subscription, the first one too: what was sent before it has not been heard. */
  onListening(): void;
  onLost(error: unknown): void;
}

const CONNECT_DEADLINE_MS = 5_000;
const LONGEST_PAUSE_MS = 10_000;

/** Hears a channel's notifications on a connection of its own, which it makes again when it breaks. */
export class Listener {
  readonly #options: ListenerOptions;
  readonly #closing = new AbortController();
  readonly #ended: Promise<void>;

  constructor(options: ListenerOptions) {
    this.#options = options;
    this.#ended = this.#run();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#ended;
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    for (let failures = 0; !signal.aborted; failures += 1) {
      try {
        await this.#listen(() => {
          failures = 0;
        });
      } catch (error) {
        if (!signal.aborted) this.#options.onLost(error);
      }
      const pause = Math.min(LONGEST_PAUSE_MS, 500 * 2 ** failures);
      await wait(pause, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Listens until the connection breaks, which rejects, or until this is closed. */
  async #listen(onListening: () => void): Promise<void> {
    const { url, channel } = this.#options;
    const client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: CONNECT_DEADLINE_MS,
      keepAlive: true,
    });
    const broken = new Promise<never>((_, reject) => {
      // Never taken off: an error that nobody hears, such as one that comes while this closes, ends the process.
      client.on('error', reject);
      client.on('end', () => reject(new Error('The connection ended.')));
    });
    client.on('notification', ({ payload }) => {
      if (payload !== undefined) this.#options.onNotification(payload);
    });
    try {
      await Promise.race([broken, this.#subscribe(client, channel)]);
      onListening();
      this.#options.onListening();
      await Promise.race([broken, aborted(this.#closing.signal)]);
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  async #subscribe(client: pg.Client, channel: string): Promise<void> {
    await client.connect();
    await client.query(`listen ${pg.escapeIdentifier(channel)}`);
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
