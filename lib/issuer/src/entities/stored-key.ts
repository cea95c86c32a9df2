import type { RowOf } from '@manuel/database';
import type { Scope } from '@manuel/identity';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { ServiceAccount } from './service-account.ts';

/** What is kept of an API key: enough to believe it, and nothing from which it could be made again. */
export const StoredKey = defineEntity({
  name: 'StoredKey',
  tableName: 'api_keys',
  properties: {
    id: p.text().primary(),
    accountId: () => p.manyToOne(ServiceAccount).mapToPk().deleteRule('cascade').fieldName('account_id'),
    /** SHA-256 in hex; see `hashOfSecret`. */
    secretHash: p.text(),
    /** All that the key is good for, of what the account's roles allow. */
    scopes: p.array().columnType('text[]').$type<Scope[]>(),
    /** The id of the caller who made it. */
    createdBy: p.text(),
    createdAt: p.datetime(3),
    expiresAt: p.datetime(3),
    revokedAt: p.datetime(3).nullable(),
    /** Up to a minute behind. */
    lastUsedAt: p.datetime(3).nullable(),
  },
  indexes: [{ name: 'api_keys_account', properties: ['accountId', 'createdAt', 'id'] }],
});

export type StoredKeyRow = RowOf<
  Omit<InferEntity<typeof StoredKey>, 'accountId'> & { readonly accountId: string }
>;
