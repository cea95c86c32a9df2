import type { RowOf } from '@manuel/database';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** What the OpenID provider keeps: codes, refresh tokens, and sign-ins that are under way. Found by hashes, and sealed. */
export const ProviderRecord = defineEntity({
  name: 'ProviderRecord',
  tableName: 'provider_records',
  properties: {
    /** What the provider calls this kind, such as RefreshToken. */
    kind: p.text().primary(),
    /** SHA-256 of what its bearer shows. */
    id: p.text().primary(),
    /** The second name that some kinds are found by, hashed, too. */
    alias: p.text().nullable(),
    /** The session that it belongs to. */
    grantId: p.text().nullable(),
    sealed: p.text(),
    consumedAt: p.datetime(3).nullable(),
    expiresAt: p.datetime(3),
  },
  indexes: [
    { name: 'provider_records_alias', properties: ['kind', 'alias'] },
    { name: 'provider_records_grant', properties: ['grantId'] },
    { name: 'provider_records_expiry', properties: ['expiresAt'] },
  ],
});

export type ProviderRecordRow = RowOf<InferEntity<typeof ProviderRecord>>;
