import type { Order } from '@manuel/subgraph';
import { z } from 'zod';

/** Reading order: by the place in the manual, from 0. */
export const byOrdinal: Order<{ readonly ordinal: number }, number> = {
  keyOf: ({ ordinal }) => ordinal,
  key: z.int().min(0),
};
