import type { RowOf } from '@manuel/database';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { Manual } from './manual.ts';

/** How the reading of one manual's file stands. */
export const Ingestion = defineEntity({
  name: 'Ingestion',
  tableName: 'ingestions',
  properties: {
    id: p.uuid().primary(),
    manualId: () =>
      p.manyToOne(Manual).mapToPk().deleteRule('cascade').fieldName('manual_id').unique('ingestions_manual'),
    workspace: p.text(),
    status: p.text().$type<'QUEUED' | 'RUNNING' | 'DONE' | 'FAILED'>(),
    progress: p.double().$type<number>(),
    attempt: p.integer(),
    failureCode: p.text().nullable(),
    failureMessage: p.text().nullable(),
    // The reading that was asked for last: what an earlier one finds is not written any more.
    run: p.uuid().nullable(),
    step: p.text().$type<'READING' | 'EMBEDDING' | 'STORING'>().nullable(),
    startedAt: p.datetime(3).nullable(),
    finishedAt: p.datetime(3).nullable(),
  },
});

export type IngestionRow = RowOf<Omit<InferEntity<typeof Ingestion>, 'manualId'> & { manualId: string }>;
