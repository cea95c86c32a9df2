import type { Database, UnitOfWork } from '@manuel/database';
import { contentIdOf } from '../repositories/content-repository.ts';
import { EmbeddingRepository, type VectorKind } from '../repositories/embedding-repository.ts';
import type { ManualRow } from '../repositories/manual-repository.ts';
import { PassageRepository, type PassageRow } from '../repositories/passage-repository.ts';
import { SegmentRepository } from '../repositories/segment-repository.ts';
import { vectorsOf } from './content-vectors.ts';
import { embedContents } from './embed-contents.ts';
import type { Embedders } from './embedders.ts';
import type { Segment } from './segment.ts';
import type { Encoding } from './segment-arrays.ts';
import { buildSegmentInTurns } from './segment-builder.ts';
import { encodeSegment, SEGMENT_FORMAT } from './segment-format.ts';

/** Which manual is indexed. */
export type IndexableManual = Pick<ManualRow, 'id' | 'workspace' | 'language'>;

/** Passages with all that is needed to find them, before any of it is written. */
export interface IndexedPassages {
  readonly passages: readonly PassageRow[];
  readonly segment: Segment;
  /** By the ids of the contents, as the database keeps them. */
  readonly vectors: ReadonlyMap<string, Uint8Array>;
}

/** Makes the search index of manuals. */
export class ManualIndexer {
  readonly #database: Database;
  readonly #embedders: Embedders;

  constructor(database: Database, embedders: Embedders) {
    this.#database = database;
    this.#embedders = embedders;
  }

  /**
   * Embeds what the workspace has no vectors of yet, and builds the segment.
   * @param onProgress told which part of the contents has vectors, 0 to 1
   * @throws Unavailable when no embedder can be had; the signal's reason
   */
  async index(
    { id, workspace, language }: IndexableManual,
    passages: readonly PassageRow[],
    onProgress: (fraction: number) => void,
    signal?: AbortSignal,
  ): Promise<IndexedPassages> {
    const contents = new Map(passages.map((passage) => [contentIdOf(passage), passage]));
    const embedded = await this.#embedders.withFirst(async (encoders, encoding) => {
      const embeddings = new EmbeddingRepository(this.#database.fork(signal));
      const known = await embeddings.ofContents(workspace, [...contents.keys()], encoding);
      const missing = new Map(contents.entries().filter(([contentId]) => !known.has(contentId)));
      const onDone = (done: number) => onProgress((known.size + done) / contents.size);
      const made = await embedContents(encoders, missing, language, onDone, signal);
      return { encoding, vectors: new Map([...known, ...made]) };
    });
    const { encoding, vectors } = embedded ?? { encoding: null, vectors: new Map<string, Uint8Array>() };
    return { passages, vectors, segment: await segmentOf(id, language, passages, vectors, encoding) };
  }

  /** Builds the segment from what the database has. */
  async rebuild({ id, workspace, language }: IndexableManual): Promise<Segment> {
    const em = this.#database.fork();
    const passages = await new PassageRepository(em).ofManual(workspace, id);
    const contentIds = [...new Set(passages.map(contentIdOf))];
    const embeddings = new EmbeddingRepository(em);
    const kind = this.#chosen(await embeddings.kindsOf(workspace, contentIds));
    if (kind === null) return await segmentOf(id, language, passages, new Map(), null);
    const vectors = await embeddings.ofContents(workspace, contentIds, kind);
    const [first] = vectors.values();
    const { codes, wordDimensions } = first ? vectorsOf(first) : { codes: [], wordDimensions: 0 };
    const encoding = { ...kind, dimensions: codes.length, wordDimensions };
    return await segmentOf(id, language, passages, vectors, encoding);
  }

  /** The preferred one where it is there. */
  #chosen(kinds: readonly VectorKind[]): VectorKind | null {
    const { preferred } = this.#embedders;
    const isPreferred = ({ model, wordModel }: VectorKind) =>
      model === preferred?.model && wordModel === preferred.wordModel;
    return kinds.find(isPreferred) ?? kinds[0] ?? null;
  }
}

/** Writes passages and all that finds them, whatever the manual had before. @param revision that the manual gets */
export async function writeIndexed(
  em: UnitOfWork,
  { id, workspace }: Pick<ManualRow, 'id' | 'workspace'>,
  revision: number,
  { passages, segment, vectors }: IndexedPassages,
): Promise<void> {
  await new PassageRepository(em).replace(workspace, id, passages);
  const { encoding } = segment.head;
  if (encoding !== null) await new EmbeddingRepository(em).add(workspace, encoding, vectors);
  await saveSegment(em, workspace, revision, segment);
}

/** Saves a segment alone. */
export async function saveSegment(
  em: UnitOfWork,
  workspace: string,
  revision: number,
  segment: Segment,
): Promise<void> {
  const { manualId, encoding } = segment.head;
  const bytes = encodeSegment(segment);
  const kind = { model: encoding?.model ?? null, wordModel: encoding?.wordModel ?? null };
  await new SegmentRepository(em).save(
    { manualId, workspace, revision, format: SEGMENT_FORMAT, ...kind, byteSize: bytes.length },
    bytes,
  );
}

function segmentOf(
  manualId: string,
  language: string,
  passages: readonly PassageRow[],
  vectors: ReadonlyMap<string, Uint8Array>,
  encoding: Encoding | null,
): Promise<Segment> {
  const indexed = passages.map((passage) => {
    const contentId = contentIdOf(passage);
    const bytes = vectors.get(contentId);
    const { id, page, heading, text } = passage;
    return { id, contentId, page, heading, text, vectors: bytes ? vectorsOf(bytes) : null };
  });
  return buildSegmentInTurns(manualId, language, indexed, encoding);
}
