import type { RowOf } from '@manuel/database';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type { MediaType } from '../ingestion/media-type.ts';

/** One file of one workspace; the same bytes are there once. */
export const Manual = defineEntity({
  name: 'Manual',
  tableName: 'manuals',
  properties: {
    id: p.uuid().primary(),
    workspace: p.text(),
    title: p.text(),
    product: p.text().nullable(),
    language: p.text(),
    fileName: p.text(),
    mediaType: p.text().$type<MediaType>(),
    byteSize: p.integer(),
    sha256: p.text().fieldName('sha256'),
    pageCount: p.integer().nullable(),
    status: p.text().$type<'QUEUED' | 'INGESTING' | 'READY' | 'FAILED'>(),
    // Counts the ingestions that succeeded: a search index of an older one is never used.
    revision: p.integer(),
    // The reading engine that made its passages; 0 before there are any, and for those that were not counted yet.
    engine: p.integer().default(0),
    // The newest engine that has read its file, or failed to.
    triedEngine: p.integer().default(0),
    // Physical pages that are pictures, from 1.
    pagesWithoutText: p.array().columnType('int[]').$type<number[]>().default([]),
    addedAt: p.datetime(3),
    addedBy: p.text(),
  },
  uniques: [{ name: 'manuals_bytes', properties: ['workspace', 'sha256'] }],
  indexes: [
    { name: 'manuals_workspace', properties: ['workspace', 'id'] },
    { name: 'manuals_tried_engine', properties: ['triedEngine'] },
  ],
});

export type ManualRow = RowOf<InferEntity<typeof Manual>>;
