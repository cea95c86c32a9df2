import type { Database } from '@manuel/database';
import type { Metrics } from '@manuel/metrics';
import type { Logger } from '@manuel/service';
import type { VectorKind } from '../repositories/embedding-repository.ts';
import {
  type LoadableManual,
  ManualRepository,
  type SearchableManual,
} from '../repositories/manual-repository.ts';
import { SegmentRepository } from '../repositories/segment-repository.ts';
import { batchesOf } from './batches.ts';
import type { Embedders } from './embedders.ts';
import type { ManualIndexer } from './manual-indexer.ts';
import { namedManuals } from './named-manuals.ts';
import { SearchMetrics } from './search-metrics.ts';
import { type FoundPassage, searchSegments } from './search-segments.ts';
import type { Segment } from './segment.ts';
import { SEGMENT_FORMAT } from './segment-format.ts';
import { type Held, SegmentShelf } from './segment-shelf.ts';
import { SegmentSource } from './segment-source.ts';

/** What is searched for, and where. */
export interface Search {
  readonly workspace: string;
  readonly text: string;
  readonly manualIds?: readonly string[] | null | undefined;
  readonly product?: string | null | undefined;
  readonly first: number;
}

export interface LibraryOptions {
  readonly database: Database;
  readonly indexer: ManualIndexer;
  readonly embedders: Embedders;
  /** Memory for the indexes of manuals. */
  readonly mostBytes: number;
  readonly log: Logger;
}

/**
 * Searches manuals. Each one's index is loaded at the start or when it is first searched, and kept in memory; a
 * search asks the database which manuals there are, so every replica is right at once.
 */
export class SearchLibrary {
  readonly #database: Database;
  readonly #embedders: Embedders;
  readonly #log: Logger;
  readonly #shelf: SegmentShelf;
  readonly #source: SegmentSource;
  readonly #metrics = new SearchMetrics();
  #isClosed = false;

  constructor({ database, indexer, embedders, mostBytes, log }: LibraryOptions) {
    this.#database = database;
    this.#embedders = embedders;
    this.#log = log;
    this.#shelf = new SegmentShelf(mostBytes);
    this.#source = new SegmentSource(database, indexer, this.#metrics, log);
  }

  /** Tells the metrics of what is in memory and how it came there. */
  measure(metrics: Metrics): void {
    this.#metrics.measure(metrics, () => this.#shelf.held);
  }

  /** Best first; nothing when nothing matches. @param signal ends it; what is loaded for others too goes on */
  async search(search: Search, signal?: AbortSignal): Promise<FoundPassage[]> {
    const { text, first } = search;
    const { manuals, segments } = await this.open(search, signal);
    const models = new Set(segments.flatMap(({ head }) => head.encoding?.model ?? []));
    const question = await this.#embedders.read(text, models, signal);
    return searchSegments(segments, question, first, namedManuals(text, manuals));
  }

  /** The manuals that a search goes through, and their indexes; one statement when they are in memory. */
  async open(
    { workspace, manualIds, product }: Pick<Search, 'workspace' | 'manualIds' | 'product'>,
    signal?: AbortSignal,
  ): Promise<{ readonly manuals: readonly SearchableManual[]; readonly segments: readonly Segment[] }> {
    const repository = new ManualRepository(this.#database.fork(signal));
    const manuals = await repository.searchable(workspace, { ids: manualIds, product });
    const segments = await this.#segmentsOf(workspace, manuals);
    signal?.throwIfAborted();
    return { manuals, segments };
  }

  /** How much is in memory. */
  get held(): Held {
    return this.#shelf.held;
  }

  /** Loads what is saved, the newest manuals first, until the memory is full; no search waits for it. */
  async warm(): Promise<void> {
    const saved = await new SegmentRepository(this.#database.fork()).saved(SEGMENT_FORMAT);
    for (const batch of batchesOf(saved)) {
      for (const [workspace, manuals] of Map.groupBy(batch, (manual) => manual.workspace)) {
        if (this.#isClosed || this.#shelf.isFull) return;
        await this.#segmentsOf(workspace, manuals);
      }
    }
    this.#log.info(this.#shelf.held, 'the search indexes are in memory');
  }

  /** Forgets what is in memory and has been saved since with vectors of this kind instead of its own. */
  async refresh(kind: VectorKind): Promise<void> {
    const others = this.#shelf.segments.filter(([, { head }]) => !isOfKind(head.encoding, kind));
    if (others.length === 0) return;
    const segments = new SegmentRepository(this.#database.fork());
    const renewed = await segments.ofKind(
      others.map(([, { manualId }]) => manualId),
      SEGMENT_FORMAT,
      kind,
    );
    for (const [key, { manualId }] of others) if (renewed.has(manualId)) this.#shelf.drop(key);
  }

  /** Loads nothing more by itself, and resolves when nothing is saved any more; to be called when nobody searches. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#source.close();
  }

  /** One load however many searches wait for it. */
  async #segmentsOf(workspace: string, manuals: readonly LoadableManual[]): Promise<Segment[]> {
    const missing = manuals.filter((manual) => !this.#shelf.has(keyOf(manual)));
    if (missing.length > 0)
      for (const [manual, load] of this.#source.load(workspace, missing))
        this.#shelf.put(keyOf(manual), load);
    const segments = await Promise.all(manuals.map((manual) => this.#shelf.get(keyOf(manual))));
    return segments.filter((segment) => segment !== undefined);
  }
}

function keyOf({ id, revision }: LoadableManual): string {
  return `${id} ${revision}`;
}

function isOfKind(encoding: VectorKind | null, { model, wordModel }: VectorKind): boolean {
  return encoding?.model === model && encoding.wordModel === wordModel;
}
