import { isId } from '@manuel/service';
import type { Order } from '@manuel/subgraph';
import { z } from 'zod';

/** By the time of asking; the id tells apart what was asked in one millisecond. */
export const byTime: Order<{ readonly askedAt: Date; readonly id: string }, [string, string]> = {
  keyOf: ({ askedAt, id }) => [askedAt.toISOString(), id],
  key: z.tuple([z.iso.datetime(), z.string().refine(isId)]),
};
