import type { RowOf } from '@manuel/database';
import type { Role } from '@manuel/identity';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** A program that may do something here. Rows are never deleted, only disabled: another of its name would take its past along. */
export const ServiceAccount = defineEntity({
  name: 'ServiceAccount',
  tableName: 'service_accounts',
  properties: {
    id: p.uuid().primary(),
    workspace: p.text(),
    name: p.text(),
    roles: p.array().columnType('text[]').$type<Role[]>(),
    /** The id of the caller who made it. */
    createdBy: p.text(),
    createdAt: p.datetime(3),
    disabledAt: p.datetime(3).nullable(),
  },
  uniques: [{ name: 'service_accounts_name', properties: ['workspace', 'name'] }],
});

export type ServiceAccountRow = RowOf<InferEntity<typeof ServiceAccount>>;
