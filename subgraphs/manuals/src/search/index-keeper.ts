import type { Database } from '@manuel/database';
import type { Logger } from '@manuel/service';
import { contentIdOf } from '../repositories/content-repository.ts';
import { EmbeddingRepository } from '../repositories/embedding-repository.ts';
import { ManualRepository } from '../repositories/manual-repository.ts';
import { PassageRepository } from '../repositories/passage-repository.ts';
import { type AnyManual, SegmentRepository } from '../repositories/segment-repository.ts';
import type { Embedders } from './embedders.ts';
import { ManualIndexer, writeIndexed } from './manual-indexer.ts';
import type { SearchLibrary } from './search-library.ts';
import { SEGMENT_FORMAT } from './segment-format.ts';

const INTERVAL_MS = 60_000;

export interface KeeperOptions {
  readonly database: Database;
  readonly embedders: Embedders;
  readonly library: SearchLibrary;
  /** Whether files wait to be read: they go first. */
  readonly isBusy: () => Promise<boolean>;
  readonly log: Logger;
}

/**
 * Brings saved segments up to date, one manual at a time and while no file waits to be read: those that are missing,
 * of an older format, or with vectors of another model than the configured one. Replicas that do the same manual at
 * once write the same.
 */
export class IndexKeeper {
  readonly #options: KeeperOptions;
  readonly #indexer: ManualIndexer;
  readonly #ending = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #looking: Promise<void> | undefined;

  constructor(options: KeeperOptions) {
    this.#options = options;
    // What stands in for the configured model is what is to be replaced here.
    this.#indexer = new ManualIndexer(options.database, options.embedders.withoutStandIns);
    this.#timer = setInterval(() => this.#look(), INTERVAL_MS);
    this.#look();
  }

  /** Resolves when nothing is done any more. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#ending.abort();
    await this.#looking;
  }

  #look(): void {
    this.#looking ??= this.#keepAll()
      .catch((error: unknown) => {
        if (!this.#ending.signal.aborted)
          this.#options.log.warn({ err: error }, 'search indexes will be brought up to date later');
      })
      .finally(() => {
        this.#looking = undefined;
      });
  }

  async #keepAll(): Promise<void> {
    const { database, embedders, library, isBusy } = this.#options;
    const { preferred } = embedders;
    if (preferred !== null) await library.refresh(preferred);
    const outdated = await new SegmentRepository(database.fork()).outdated(SEGMENT_FORMAT, preferred);
    for (const manual of shuffled(outdated)) {
      if (this.#ending.signal.aborted || (await isBusy())) return;
      await this.#keep(manual);
    }
    if (preferred !== null && outdated.length > 0) await library.refresh(preferred);
  }

  async #keep(manual: AnyManual): Promise<void> {
    const { database } = this.#options;
    const { id, workspace, revision } = manual;
    const { signal } = this.#ending;
    const passages = await new PassageRepository(database.fork(signal)).ofManual(workspace, id);
    const indexed = await this.#indexer.index(manual, passages, () => undefined, signal);
    await database.retriedTransaction(async (em) => {
      // What was read again, or removed, since has its own.
      const now = await new ManualRepository(em).lock(workspace, id);
      if (now?.revision !== revision) return;
      await writeIndexed(em, manual, revision, indexed);
      const { encoding } = indexed.segment.head;
      const contentIds = passages.map(contentIdOf);
      if (encoding !== null) await new EmbeddingRepository(em).removeOthers(workspace, contentIds, encoding);
    });
  }
}

/** In an order of chance, so that replicas seldom do the same. */
function shuffled<T>(list: readonly T[]): T[] {
  return list
    .map((item) => ({ item, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
