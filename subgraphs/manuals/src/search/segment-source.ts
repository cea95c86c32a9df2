import type { Database } from '@manuel/database';
import type { Logger } from '@manuel/service';
import { type LoadableManual, ManualRepository } from '../repositories/manual-repository.ts';
import { SegmentRepository } from '../repositories/segment-repository.ts';
import { batchesOf } from './batches.ts';
import { type ManualIndexer, saveSegment } from './manual-indexer.ts';
import type { SearchMetrics } from './search-metrics.ts';
import type { Segment } from './segment.ts';
import { decodeSegment, SEGMENT_FORMAT } from './segment-format.ts';

/** Brings segments from the database: as they were saved, or else built anew, and then saved. */
export class SegmentSource {
  readonly #database: Database;
  readonly #indexer: ManualIndexer;
  readonly #metrics: SearchMetrics;
  readonly #log: Logger;
  #saving: Promise<unknown> = Promise.resolve();

  constructor(database: Database, indexer: ManualIndexer, metrics: SearchMetrics, log: Logger) {
    this.#database = database;
    this.#indexer = indexer;
    this.#metrics = metrics;
    this.#log = log;
  }

  /** Loads the segments of manuals; each is told as it is on its way. */
  load(
    workspace: string,
    manuals: readonly LoadableManual[],
  ): (readonly [LoadableManual, Promise<Segment>])[] {
    const saved = this.#saved(workspace, manuals);
    // What was not saved is built one after the other: each takes the processor for a while.
    let turn: Promise<unknown> = saved;
    return manuals.map((manual) => {
      const load = Promise.all([saved, turn]).then(
        ([found]) => found.get(manual.id) ?? this.#build(workspace, manual),
      );
      turn = load.catch(() => undefined);
      return [manual, load] as const;
    });
  }

  /** Those that are saved, by manual; read in batches of bounded size. */
  async #saved(workspace: string, manuals: readonly LoadableManual[]): Promise<Map<string, Segment>> {
    const segments = new SegmentRepository(this.#database.fork());
    const revisions = new Map(manuals.map(({ id, revision }) => [id, revision]));
    const sizes = await segments.sizes(workspace, [...revisions.keys()], SEGMENT_FORMAT);
    const found = new Map<string, Segment>();
    for (const batch of batchesOf(sizes)) {
      const start = performance.now();
      const ids = batch.map(({ manualId }) => manualId);
      for (const { manualId, revision, bytes } of await segments.read(workspace, ids, SEGMENT_FORMAT)) {
        // An older one is of what the manual was before; a newer one is what the next search would load.
        if (revision >= (revisions.get(manualId) ?? 0)) this.#decodeInto(found, manualId, bytes);
      }
      const seconds = (performance.now() - start) / 1000 / batch.length;
      for (const _ of batch) this.#metrics.loaded('saved', seconds);
    }
    return found;
  }

  /** What cannot be decoded is left out, and so built anew. */
  #decodeInto(found: Map<string, Segment>, manualId: string, bytes: Uint8Array<ArrayBuffer>): void {
    try {
      found.set(manualId, decodeSegment(bytes));
    } catch (error) {
      this.#log.warn({ err: error, manual: manualId }, 'a saved search index is broken and built anew');
    }
  }

  async #build(workspace: string, { id, language, revision }: LoadableManual): Promise<Segment> {
    const start = performance.now();
    const segment = await this.#indexer.rebuild({ id, workspace, language });
    this.#metrics.loaded('built', (performance.now() - start) / 1000);
    // Whoever searches has what was built, and does not wait for this.
    const save = this.#save(workspace, revision, segment).catch((error: unknown) =>
      this.#log.warn({ err: error, manual: id }, 'a search index was not saved; it will be built again'),
    );
    this.#saving = Promise.all([this.#saving, save]);
    return segment;
  }

  /** Resolves when everything that was built has been saved. */
  async close(): Promise<void> {
    await this.#saving;
  }

  /** Unless the manual has been read again, or removed, since. */
  async #save(workspace: string, revision: number, segment: Segment): Promise<void> {
    await this.#database.retriedTransaction(async (em) => {
      const manual = await new ManualRepository(em).lock(workspace, segment.manualId);
      if (manual?.revision === revision) await saveSegment(em, workspace, revision, segment);
    });
  }
}
