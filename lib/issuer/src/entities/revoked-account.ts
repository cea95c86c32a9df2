import { defineEntity, p } from '@mikro-orm/core';

/** An account of which no token counts that was issued up to a moment. */
export const RevokedAccount = defineEntity({
  name: 'RevokedAccount',
  tableName: 'revoked_accounts',
  properties: {
    account: p.text().primary(),
    before: p.datetime(3),
  },
});
