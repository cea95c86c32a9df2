import { setTimeout as sleep } from 'node:timers/promises';
import type { Database, UnitOfWork } from '@manuel/database';
import { createLogger } from '@manuel/service';
import { Cache } from '../../src/index.ts';
import { Note, notesOf, openNotes } from '../notes.ts';
import type { Operation, Write } from './history.ts';

/** What the test tells a process to do, until it sends another message. */
export interface Order {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly ids: readonly string[];
  readonly readers: number;
  readonly writers: number;
}

/** What a process has done. */
export interface Report {
  readonly operations: readonly Operation[];
  /** Of the notes that were read, those that were not in the cache. */
  readonly loaded: number;
  readonly problems: readonly string[];
}

/** For how long a write by hand may stay unseen: as long as processes trust what they know, and what timers add. */
const BY_HAND_MS = 1_100;

type Draft = Pick<Write, 'id' | 'version' | 'isThere'> & { isUndone: boolean };

class Undone extends Error {}

/** Reads and writes notes at random and keeps a record. */
class Worker {
  readonly #order: Order;
  readonly #database: Database;
  readonly #cache: Cache;
  readonly #operations: Operation[] = [];
  readonly #problems: string[] = [];
  #loaded = 0;
  #isOver = false;

  constructor(order: Order, database: Database, cache: Cache) {
    this.#order = order;
    this.#database = database;
    this.#cache = cache;
  }

  async work(): Promise<Report> {
    const { readers, writers } = this.#order;
    await Promise.all([
      ...Array.from({ length: readers }, () => this.#repeat(() => this.#read(), 4)),
      ...Array.from({ length: writers }, () => this.#repeat(() => this.#write(), 60)),
    ]);
    await this.#cache.close();
    return { operations: this.#operations, loaded: this.#loaded, problems: this.#problems };
  }

  stop(): void {
    this.#isOver = true;
  }

  async #repeat(operation: () => Promise<void>, mostPauseMs: number): Promise<void> {
    while (!this.#isOver) {
      await operation().catch((error: unknown) => this.#problems.push(String(error)));
      await sleep(Math.random() * mostPauseMs);
    }
  }

  async #read(): Promise<void> {
    const ids = this.#someIds(5);
    const kind = notesOf(this.#database, (keys) => {
      this.#loaded += keys.length;
    });
    const start = now();
    const rows = await this.#cache.read(
      ids.map((id) => `note:${id}`),
      kind,
    );
    const end = now();
    for (const [index, id] of ids.entries())
      this.#operations.push({ kind: 'read', id, start, end, version: rows[index]?.version ?? null });
  }

  async #write(): Promise<void> {
    if (Math.random() < 0.003) return this.#writeByHand();
    const drafts: Draft[] = [];
    const start = now();
    const outcome = await this.#database
      .transaction((em) => this.#change(em, drafts))
      .then(
        () => 'committed' as const,
        (error: unknown) => {
          if (error instanceof Undone) return 'rolled back' as const;
          this.#problems.push(String(error));
          return 'unknown' as const;
        },
      );
    this.#record(drafts, start, outcome, 0);
  }

  async #change(em: UnitOfWork, drafts: Draft[]): Promise<void> {
    const [first = '', ...others] = this.#someIds(3).toSorted();
    await changeOne(em, first, drafts);
    for (const id of others) {
      const inner = em.transactional(async (nested) => {
        await changeOne(nested, id, drafts);
        if (Math.random() < 0.3) throw new Undone();
      });
      await inner.catch((error: unknown) => {
        if (!(error instanceof Undone)) throw error;
        const draft = drafts.at(-1);
        if (draft !== undefined) draft.isUndone = true;
      });
    }
    if (Math.random() < 0.3) await sleep(Math.random() * 30);
    if (Math.random() < 0.15) throw new Undone();
  }

  /** As somebody does who knows nothing of the cache: one statement, in no transaction of ours. */
  async #writeByHand(): Promise<void> {
    const [id = ''] = this.#someIds(1);
    const start = now();
    const rows = await this.#database.fork().execute<{ version: number }[]>(
      `with turn as (update diary.turns set id = id where id = ? returning nextval('diary.version')::int as version)
       insert into diary.notes select ?, version from turn
       on conflict (id) do update set version = excluded.version returning version`,
      [id, id],
    );
    const drafts = rows.map(({ version }) => ({ id, version, isThere: true, isUndone: false }));
    this.#record(drafts, start, 'committed', BY_HAND_MS);
  }

  #record(drafts: readonly Draft[], start: number, outcome: Write['outcome'], graceMs: number): void {
    const end = now();
    for (const { id, version, isThere, isUndone } of drafts) {
      const ofThis = isUndone ? 'rolled back' : outcome;
      this.#operations.push({ kind: 'write', id, start, end, version, isThere, outcome: ofThis, graceMs });
    }
  }

  #someIds(most: number): string[] {
    const { ids } = this.#order;
    const picked = Array.from(
      { length: 1 + Math.floor(Math.random() * most) },
      () => ids[Math.floor(Math.random() * ids.length)] ?? '',
    );
    return [...new Set(picked)];
  }
}

async function changeOne(em: UnitOfWork, id: string, drafts: Draft[]): Promise<void> {
  await em.execute('select 1 from diary.turns where id = ? for update', [id]);
  const [row] = await em.execute<{ version: number }[]>("select nextval('diary.version')::int as version");
  const version = row?.version ?? 0;
  const isThere = Math.random() < 0.8;
  drafts.push({ id, version, isThere, isUndone: false });
  if (!isThere) await em.nativeDelete(Note, { id });
  else if (Math.random() < 0.5) await em.upsert(Note, { id, version });
  else if ((await em.nativeUpdate(Note, { id }, { version })) === 0) await em.insert(Note, { id, version });
}

/** Of the clock that all processes of this machine share. */
function now(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

process.once('message', async (order: Order) => {
  const database = await openNotes(order.databaseUrl);
  const log = createLogger('test', 'silent');
  const cache = await Cache.open({ url: order.redisUrl, prefix: 'diary', database, log });
  const worker = new Worker(order, database, cache);
  process.once('message', () => worker.stop());
  process.once('disconnect', () => worker.stop());
  const report = await worker.work();
  await database.close();
  process.send?.(report, () => process.disconnect?.());
});
