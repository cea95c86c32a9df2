import type { Database } from '@manuel/database';
import { eventually, silentLog } from '@manuel/testkit';
import { expect } from 'vitest';
import { Cache, type Kind } from '../src/index.ts';
import { Note, type NoteRow, notesOf, openNotes } from './notes.ts';

/** The cache key of a note. */
export const keyOf = (id: string) => `note:${id}`;

/** A process as far as the cache goes: its own connections, and a count of what it had to load. */
export class Reader {
  readonly database: Database;
  readonly cache: Cache;
  readonly #kind: Kind<NoteRow>;
  loads: string[][] = [];

  private constructor(database: Database, cache: Cache) {
    this.database = database;
    this.cache = cache;
    this.#kind = notesOf(database, (keys) => this.loads.push([...keys]));
  }

  static async open(databaseUrl: string, url: string | undefined, log = silentLog): Promise<Reader> {
    const database = await openNotes(databaseUrl);
    // Keys hold the generation, so that databases which share a Redis do not meet.
    return new Reader(database, await Cache.open({ url, prefix: 'diary', database, log }));
  }

  /** The versions of the notes; null for one that is not there. */
  async versions(...ids: string[]): Promise<(number | null)[]> {
    const rows = await this.cache.read(ids.map(keyOf), this.#kind);
    return rows.map((row) => row?.version ?? null);
  }

  /** How many loads the reading of these notes takes. */
  async loadsOf(...ids: string[]): Promise<number> {
    const before = this.loads.length;
    await this.versions(...ids);
    return this.loads.length - before;
  }

  /** Waits until the cache keeps what it loads. */
  async inUse(): Promise<void> {
    await eventually(async () => {
      await this.versions('probe');
      expect(await this.loadsOf('probe')).toBe(0);
    });
  }

  async write(id: string, version: number): Promise<void> {
    await this.database.transaction((em) => em.upsert(Note, { id, version }));
  }

  async close(): Promise<void> {
    await this.cache.close();
    await this.database.close();
  }
}
