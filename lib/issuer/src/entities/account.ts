import type { RowOf } from '@manuel/database';
import type { Role } from '@manuel/identity';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** Somebody who may sign in. Rows are never deleted, only disabled: a name that others could take would take its past along. */
export const Account = defineEntity({
  name: 'Account',
  tableName: 'accounts',
  properties: {
    /** In lower case: the subject of its tokens and the actor of what it did, for good. */
    name: p.text().primary(),
    workspace: p.text(),
    roles: p.array().columnType('text[]').$type<Role[]>(),
    /** A PHC string; see `hashPassword`. */
    passwordHash: p.text(),
    createdAt: p.datetime(3),
    passwordChangedAt: p.datetime(3),
    disabledAt: p.datetime(3).nullable(),
  },
  indexes: [{ name: 'accounts_workspace', properties: ['workspace', 'name'] }],
});

export type AccountRow = RowOf<InferEntity<typeof Account>>;
