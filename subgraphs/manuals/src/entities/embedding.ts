import type { RowOf } from '@manuel/database';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { Content } from './content.ts';

/** What vectors say of one content. */
export const Embedding = defineEntity({
  name: 'Embedding',
  tableName: 'embeddings',
  properties: {
    contentId: () => p.manyToOne(Content).mapToPk().primary().deleteRule('cascade').fieldName('content_id'),
    model: p.text().primary(),
    // What read its words.
    wordModel: p.text().primary(),
    workspace: p.text(),
    // As `vectorBytes` writes them.
    vectors: p.blob(),
  },
});

export type EmbeddingRow = RowOf<Omit<InferEntity<typeof Embedding>, 'contentId'> & { contentId: string }>;
