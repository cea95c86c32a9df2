import { anyone, onlyServices, type RuleTable } from '@manuel/subgraph';

const fromQueries = onlyServices('queries');

/** Who may read or call what; a field that is not covered here is denied. */
export const access: RuleTable = {
  Query: { _entities: anyone, _service: anyone, me: anyone },
  Mutation: { takeQuota: fromQueries, settleQuota: fromQueries },
  QuotaTaken: fromQueries,
  QuotaRefused: fromQueries,
  // Whose usage and cost it is, is decided where the row is known.
  User: anyone,
  Usage: anyone,
  QuotaPeriod: anyone,
  Question: anyone,
  Cost: anyone,
};
