import { type Database, listLoader } from '@manuel/database';
import type DataLoader from 'dataloader';
import { ManualRepository, type SearchableManual } from '../repositories/manual-repository.ts';
import { PassageRepository, type PassageRow } from '../repositories/passage-repository.ts';
import { searchSegments } from './bm25.ts';
import { buildSegment, type Segment } from './segment.ts';

/** A passage that a search found. */
export interface FoundPassage {
  readonly passageId: string;
  readonly score: number;
  readonly coverage: number;
}

/** What is searched for, and where. */
export interface Search {
  readonly workspace: string;
  readonly text: string;
  readonly manualIds?: readonly string[] | null | undefined;
  readonly product?: string | null | undefined;
  readonly first: number;
}

/** Passages kept in memory over all workspaces; the least recently searched manuals leave first. */
const MOST_PASSAGES = 300_000;
/** Manuals whose passages are read with one statement. */
const MANUALS_AT_ONCE = 100;

/**
 * Searches manuals. Each one's index is built from the database when it is first searched and kept in memory;
 * a search asks the database which manuals there are, so every replica is right at once.
 */
export class SearchLibrary {
  readonly #database: Database;
  readonly #shelf = new Map<string, Shelved>();
  #passageCount = 0;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Best first; nothing when nothing matches. @param signal ends it; what is loaded for others too goes on */
  async search(
    { workspace, text, manualIds, product, first }: Search,
    signal?: AbortSignal,
  ): Promise<FoundPassage[]> {
    const manuals = new ManualRepository(this.#database.fork(signal));
    const searchable = await manuals.searchable(workspace, { ids: manualIds, product });
    // What is loaded here is there for others too, so the signal does not end it.
    const passages = new PassageRepository(this.#database.fork());
    const loader = listLoader(
      (ids) => passages.ofManuals(workspace, ids),
      ({ manualId }) => manualId,
      MANUALS_AT_ONCE,
    );
    const segments = await Promise.all(searchable.map((manual) => this.#segmentOf(manual, loader)));
    signal?.throwIfAborted();
    return searchSegments(segments, text, first);
  }

  /** One load however many searches wait for it; a failed one is not kept. */
  #segmentOf(manual: SearchableManual, passages: DataLoader<string, PassageRow[]>): Promise<Segment> {
    const key = `${manual.id} ${manual.revision}`;
    const shelved = this.#shelf.get(key) ?? this.#load(manual, key, passages);
    // A Map keeps insertion order: what was searched last goes to its end.
    this.#shelf.delete(key);
    this.#shelf.set(key, shelved);
    return shelved.segment;
  }

  #load(
    { id, language }: SearchableManual,
    key: string,
    passages: DataLoader<string, PassageRow[]>,
  ): Shelved {
    const shelved: Shelved = {
      size: 0,
      segment: passages.load(id).then((rows) => {
        shelved.size = rows.length;
        this.#passageCount += rows.length;
        this.#makeRoom(key);
        return buildSegment(id, language, rows);
      }),
    };
    shelved.segment.catch(() => this.#shelf.delete(key));
    return shelved;
  }

  #makeRoom(newest: string): void {
    for (const [key, { size }] of this.#shelf) {
      if (this.#passageCount <= MOST_PASSAGES) return;
      if (key === newest || size === 0) continue;
      this.#shelf.delete(key);
      this.#passageCount -= size;
    }
  }
}

interface Shelved {
  readonly segment: Promise<Segment>;
  /** In passages; 0 until it has been loaded. */
  size: number;
}
