import type { RowOf } from '@manuel/database';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { Content } from './content.ts';

/** The vectors of one content's windows, by one model. */
export const Embedding = defineEntity({
  name: 'Embedding',
  tableName: 'embeddings',
  properties: {
    contentId: () => p.manyToOne(Content).mapToPk().primary().deleteRule('cascade').fieldName('content_id'),
    model: p.text().primary(),
    // How the windows were cut.
    windows: p.text().primary(),
    workspace: p.text(),
    // As `vectorBytes` writes them.
    vectors: p.blob(),
  },
});

export type EmbeddingRow = RowOf<Omit<InferEntity<typeof Embedding>, 'contentId'> & { contentId: string }>;
