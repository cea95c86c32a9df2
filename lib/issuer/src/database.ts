import { Database } from '@manuel/database';

/** The issuer's part of the database: the schema `identity`. */
export function openDatabase(url: string): Promise<Database> {
  return Database.open({ url, schema: 'identity', entities: [], migrations: [] });
}
