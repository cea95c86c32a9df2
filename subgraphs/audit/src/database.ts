import { Database } from '@manuel/database';
import { Entry } from './entities/entry.ts';
import { Entries } from './migrations/0001-entries.ts';

/** The audit subgraph's part of the database: the schema `audit`. */
export function openDatabase(url: string): Promise<Database> {
  return Database.open({
    url,
    schema: 'audit',
    entities: [Entry],
    migrations: [{ name: '0001-entries', class: Entries }],
  });
}
