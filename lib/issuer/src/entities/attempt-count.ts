import { defineEntity, p } from '@mikro-orm/core';

/** How often somebody tried to sign in lately, by whom or from where. */
export const AttemptCount = defineEntity({
  name: 'AttemptCount',
  tableName: 'attempt_counts',
  properties: {
    key: p.text().primary(),
    count: p.integer(),
    /** When counting begins anew. */
    until: p.datetime(3),
  },
});
