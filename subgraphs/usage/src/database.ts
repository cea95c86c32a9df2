import { Database } from '@manuel/database';
import { Charge } from './entities/charge.ts';
import { Counter } from './entities/counter.ts';
import { Quota } from './migrations/0001-quota.ts';
import { UsageDeadLetters } from './migrations/0002-dead-letters.ts';

/** The usage subgraph's part of the database: the schemas `usage` and `usage_jobs`. */
export function openDatabase(url: string): Promise<Database> {
  return Database.open({
    url,
    schema: 'usage',
    jobsSchema: 'usage_jobs',
    entities: [Charge, Counter],
    migrations: [
      { name: '0001-quota', class: Quota },
      { name: '0002-dead-letters', class: UsageDeadLetters },
    ],
  });
}
