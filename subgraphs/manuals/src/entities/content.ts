import type { RowOf } from '@manuel/database';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** What passages of one workspace say, once however many say it; its id is made of it, so it never changes. */
export const Content = defineEntity({
  name: 'Content',
  tableName: 'contents',
  properties: {
    id: p.uuid().primary(),
    workspace: p.text(),
    heading: p.text().nullable(),
    // The titles above it, the outermost first.
    path: p.array().columnType('text[]').$type<string[]>(),
    text: p.text(),
  },
});

export type ContentRow = RowOf<InferEntity<typeof Content>>;
