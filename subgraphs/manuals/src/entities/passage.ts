import type { RowOf } from '@manuel/database';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { Content } from './content.ts';
import { Manual } from './manual.ts';

/** A stretch of a manual's text; all of a manual's are written in one transaction. */
export const Passage = defineEntity({
  name: 'Passage',
  tableName: 'passages',
  properties: {
    id: p.uuid().primary(),
    manualId: () => p.manyToOne(Manual).mapToPk().deleteRule('cascade').fieldName('manual_id'),
    workspace: p.text(),
    // Its place in reading order, from 0.
    ordinal: p.integer(),
    page: p.integer().nullable(),
    // What its manual prints as the page's number, such as iv, where that is another.
    pageLabel: p.text().nullable(),
    // What it says; null for those that were read before contents were kept once.
    contentId: () =>
      p
        .manyToOne(Content)
        .mapToPk()
        .nullable()
        .deleteRule('no action')
        .fieldName('content_id')
        .index('passages_content'),
    // In a row of the table, of those alone; as a repository reads it, of all.
    heading: p.text().nullable(),
    // The titles above it, the outermost first.
    path: p.array().columnType('text[]').$type<string[]>().default([]),
    // The physical pages of its section.
    sectionFirstPage: p.integer().nullable(),
    sectionLastPage: p.integer().nullable(),
    text: p.text().default(''),
  },
  uniques: [{ name: 'passages_order', properties: ['manualId', 'ordinal'] }],
});

export type PassageEntity = InferEntity<typeof Passage>;
export type PassageRow = RowOf<Omit<PassageEntity, 'manualId' | 'contentId'> & { manualId: string }>;
