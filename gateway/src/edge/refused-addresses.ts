import { type AuditMessage, auditMessage } from '@manuel/audit/client';
import { type Logger, newId } from '@manuel/service';
import { subscriberOf } from './address.ts';

const WINDOW_MS = 60_000;
/** More addresses than these in one window are counted together. */
const MOST_ADDRESSES = 1_000;

interface Refusal {
  readonly address: string;
  readonly code: string;
  readonly requestId: string;
}

export interface RefusedAddressesOptions {
  /** Takes the entries. */
  readonly spool: { add(message: AuditMessage): Promise<void> };
  readonly log: Logger;
  readonly windowMs?: number;
  readonly mostAddresses?: number;
}

/**
 * Keeps audit entries of requests that are refused for where they come from. A flood must not fill the disk: an address
 * gets one entry at once, and from then on one a minute that says how many more there were.
 */
export class RefusedAddresses {
  readonly #options: Required<RefusedAddressesOptions>;
  /** How many were refused since the last entry, by what the entry tells. */
  #more = new Map<string, number>();
  #addresses = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(options: RefusedAddressesOptions) {
    this.#options = { windowMs: WINDOW_MS, mostAddresses: MOST_ADDRESSES, ...options };
  }

  /** An address's first refusal is kept when this returns; the next ones are counted until its minute is over. */
  async note({ address, code, requestId }: Refusal): Promise<void> {
    const from = this.#told(subscriberOf(address));
    const key = `${code} ${from}`;
    const more = this.#more.get(key);
    this.#more.set(key, more === undefined ? 0 : more + 1);
    this.#timer ??= this.#startWindow();
    if (more === undefined) await this.#add(code, from, requestId);
  }

  /** Keeps what has been counted. No more is to be noted. */
  async stop(): Promise<void> {
    await this.#writing;
    await this.#endWindow();
    clearTimeout(this.#timer);
  }

  /** An address is told by itself while few are. */
  #told(from: string): string {
    if (this.#addresses.has(from)) return from;
    if (this.#addresses.size >= this.#options.mostAddresses) return 'others';
    this.#addresses.add(from);
    return from;
  }

  #startWindow(): NodeJS.Timeout {
    return setTimeout(() => {
      this.#writing = this.#endWindow();
    }, this.#options.windowMs);
  }

  async #endWindow(): Promise<void> {
    clearTimeout(this.#timer);
    const counted = [...this.#more].filter(([, more]) => more > 0);
    // For these a window begins anew with the entry that they get now; of the rest nothing is known any more.
    this.#more = new Map(counted.map(([key]) => [key, 0]));
    this.#addresses = new Set(counted.map(([key]) => partsOf(key).from));
    this.#timer = counted.length > 0 ? this.#startWindow() : undefined;
    try {
      for (const [key, more] of counted) {
        const { code, from } = partsOf(key);
        await this.#add(`${code} x${more}`, from, newId());
      }
    } catch (error) {
      this.#options.log.error({ err: error }, 'refusals by address cannot be kept');
    }
  }

  #add(code: string, from: string, requestId: string): Promise<void> {
    const refused = { caller: null, action: 'request.refuse', outcome: 'REFUSED' } as const;
    return this.#options.spool.add(auditMessage({ ...refused, requestId, code, target: `address:${from}` }));
  }
}

function partsOf(key: string): { readonly code: string; readonly from: string } {
  const [code = '', from = ''] = key.split(' ');
  return { code, from };
}
