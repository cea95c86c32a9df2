import type { RowOf } from '@manuel/database';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** One sign-in with one client: what the client got by it, and gets by it later, ends with it. */
export const Session = defineEntity({
  name: 'Session',
  tableName: 'sessions',
  properties: {
    /** The `sid` of its access tokens. No secret: who knows it can do nothing with it. */
    id: p.text().primary(),
    account: p.text(),
    workspace: p.text(),
    /** The client that was signed in to. */
    client: p.text(),
    createdAt: p.datetime(3),
    /** When it last got a token. */
    usedAt: p.datetime(3),
    expiresAt: p.datetime(3),
    endedAt: p.datetime(3).nullable(),
  },
  indexes: [
    { name: 'sessions_account', properties: ['account', 'createdAt'] },
    { name: 'sessions_ended', properties: ['endedAt'] },
  ],
});

export type SessionRow = RowOf<InferEntity<typeof Session>>;
