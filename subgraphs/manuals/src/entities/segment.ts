import type { RowOf } from '@manuel/database';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { Manual } from './manual.ts';

/** One manual's search index, as it was built last; it can always be built again from passages and embeddings. */
export const SavedSegment = defineEntity({
  name: 'SavedSegment',
  tableName: 'segments',
  properties: {
    manualId: () => p.manyToOne(Manual).mapToPk().primary().deleteRule('cascade').fieldName('manual_id'),
    workspace: p.text(),
    // The manual's when it was built.
    revision: p.integer(),
    format: p.integer(),
    // How its vectors were made; null where it has none.
    model: p.text().nullable(),
    wordModel: p.text().nullable(),
    byteSize: p.integer(),
  },
});

/** A stretch of a segment's bytes: each is sent and read without keeping others waiting. */
export const SegmentPart = defineEntity({
  name: 'SegmentPart',
  tableName: 'segment_parts',
  properties: {
    manualId: () =>
      p.manyToOne(SavedSegment).mapToPk().primary().deleteRule('cascade').fieldName('manual_id'),
    part: p.integer().primary(),
    bytes: p.blob(),
  },
});

export type SavedSegmentRow = RowOf<
  Omit<InferEntity<typeof SavedSegment>, 'manualId'> & { manualId: string }
>;
