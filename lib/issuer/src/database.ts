import { Database } from '@manuel/database';
import { Account } from './entities/account.ts';
import { Accounts } from './migrations/0001-accounts.ts';

/** The issuer's part of the database: the schema `identity`. */
export function openDatabase(url: string): Promise<Database> {
  return Database.open({
    url,
    schema: 'identity',
    entities: [Account],
    migrations: [{ name: '0001-accounts', class: Accounts }],
  });
}
