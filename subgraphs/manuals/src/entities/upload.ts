import type { RowOf } from '@manuel/database';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** A place for one file, from the ticket until a manual is made of it. */
export const Upload = defineEntity({
  name: 'Upload',
  tableName: 'uploads',
  properties: {
    id: p.uuid().primary(),
    workspace: p.text(),
    userId: p.text(),
    fileName: p.text(),
    byteSize: p.integer(),
    sha256: p.text().fieldName('sha256'),
    state: p.text().$type<'REQUESTED' | 'STORED'>(),
    expiresAt: p.datetime(3),
  },
  indexes: [
    { name: 'uploads_expiry', properties: ['expiresAt'] },
    { name: 'uploads_bytes', properties: ['workspace', 'sha256'] },
  ],
});

export type UploadRow = RowOf<InferEntity<typeof Upload>>;
