import type { RowOf } from '@manuel/database';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type { MediaType } from '../ingestion/media-type.ts';
import { Manual } from './manual.ts';

/** A file that is to take the place of a manual's own once it has been read. */
export const Replacement = defineEntity({
  name: 'Replacement',
  tableName: 'replacements',
  properties: {
    id: p.uuid().primary(),
    manualId: () =>
      p
        .manyToOne(Manual)
        .mapToPk()
        .deleteRule('cascade')
        .fieldName('manual_id')
        .unique('replacements_manual'),
    workspace: p.text(),
    // Null where the manual's own stays.
    title: p.text().nullable(),
    language: p.text().nullable(),
    fileName: p.text(),
    mediaType: p.text().$type<MediaType>(),
    byteSize: p.integer(),
    sha256: p.text().fieldName('sha256'),
  },
  indexes: [{ name: 'replacements_bytes', properties: ['workspace', 'sha256'] }],
});

export type ReplacementRow = RowOf<Omit<InferEntity<typeof Replacement>, 'manualId'> & { manualId: string }>;
