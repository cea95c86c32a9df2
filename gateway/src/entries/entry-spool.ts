import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuditClient, AuditMessage } from '@manuel/audit/client';
import type { Logger } from '@manuel/service';

const RETRY_MS = 1_000;
const BATCH = 100;
const MOST_WAITING = 10_000;

/**
 * Audit entries of what the gateway itself refused or did, kept as one file each until the audit subgraph has taken
 * them: a gateway may have no database, and no entry must be lost because the audit subgraph is away.
 * When very many wait, as under a flood, further refusals are counted in the log instead of filling the disk.
 */
export class EntrySpool {
  readonly #folder: string;
  readonly #client: AuditClient;
  readonly #log: Logger;
  #waiting = 0;
  #timer: NodeJS.Timeout | undefined;
  #delivery: Promise<void> = Promise.resolve();
  #stopped = false;

  private constructor(folder: string, client: AuditClient, log: Logger) {
    this.#folder = folder;
    this.#client = client;
    this.#log = log;
  }

  /** Delivers first what an earlier process left. */
  static async open(folder: string, client: AuditClient, log: Logger): Promise<EntrySpool> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const spool = new EntrySpool(folder, client, log);
    spool.#waiting = (await spool.#files()).length;
    if (spool.#waiting > 0) spool.#deliverIn(0);
    return spool;
  }

  /** Keeps the entry; when this returns, it survives a crash. */
  async add(message: AuditMessage): Promise<void> {
    // What was done is always kept: nobody can do so much as can be refused.
    if (message.outcome === 'REFUSED' && this.#waiting >= MOST_WAITING) {
      this.#log.error(
        { code: message.code, actorId: message.actorId },
        'too many refusals wait: this one is only logged',
      );
      return;
    }
    this.#waiting += 1;
    const draft = join(this.#folder, `${randomUUID()}.draft`);
    try {
      await writeFile(draft, JSON.stringify(message), { flag: 'wx', mode: 0o600, flush: true });
      await rename(draft, join(this.#folder, `${message.id}.json`));
    } catch (error) {
      this.#waiting -= 1;
      await rm(draft, { force: true });
      throw error;
    }
    this.#deliverIn(0);
  }

  /** Tries once more to deliver; what is left is delivered by the next process. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#delivery;
    await this.#deliver();
  }

  #deliverIn(milliseconds: number): void {
    if (this.#timer !== undefined || this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      // One after the other: two at once would take the same files.
      this.#delivery = this.#delivery.then(() => this.#deliver());
    }, milliseconds);
  }

  async #deliver(): Promise<void> {
    try {
      const batch = (await this.#files()).slice(0, BATCH);
      if (batch.length === 0) return;
      const messages = await Promise.all(
        batch.map(async (name) => JSON.parse(await readFile(join(this.#folder, name), 'utf8'))),
      );
      await this.#client.record(messages);
      await Promise.all(batch.map((name) => rm(join(this.#folder, name), { force: true })));
      this.#waiting -= batch.length;
      if (this.#waiting > 0) this.#deliverIn(0);
    } catch (error) {
      this.#log.warn({ err: error }, 'refusals wait for the audit subgraph');
      this.#deliverIn(RETRY_MS);
    }
  }

  async #files(): Promise<string[]> {
    return (await readdir(this.#folder)).filter((name) => name.endsWith('.json')).sort();
  }
}
