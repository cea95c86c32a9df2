import type { RowOf } from '@manuel/database';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** How many questions a user has asked in one period. */
export const Counter = defineEntity({
  name: 'Counter',
  tableName: 'counters',
  properties: {
    workspace: p.text().primary(),
    userId: p.text().primary(),
    /** 2026-11-20 for a day, 2026-11 for a month. */
    period: p.text().primary(),
    used: p.integer(),
  },
});

export type CounterRow = RowOf<InferEntity<typeof Counter>>;
