import type { RowOf } from '@manuel/database';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/**
 * One question's charge. It is TAKEN before the question is answered, then KEPT or RETURNED; a charge that
 * stays TAKEN past its lease belongs to an asker that died and is returned.
 */
export const Charge = defineEntity({
  name: 'Charge',
  tableName: 'charges',
  properties: {
    // The question's id, so that a repeated call charges nothing more.
    id: p.uuid().primary(),
    workspace: p.text(),
    userId: p.text(),
    day: p.text(),
    month: p.text(),
    state: p.text().$type<'TAKEN' | 'KEPT' | 'RETURNED'>(),
    takenAt: p.datetime(3),
    computeMilliseconds: p.double().$type<number>(),
    amountUsd: p.double().$type<number>(),
  },
  indexes: [{ name: 'charges_taken', properties: ['state', 'takenAt'] }],
});

export type ChargeRow = RowOf<InferEntity<typeof Charge>>;
