import { Database } from '@manuel/database';
import { Account } from './entities/account.ts';
import { AttemptCount } from './entities/attempt-count.ts';
import { ProviderRecord } from './entities/provider-record.ts';
import { RevokedAccount } from './entities/revoked-account.ts';
import { Session } from './entities/session.ts';
import { Accounts } from './migrations/0001-accounts.ts';
import { SignIn } from './migrations/0003-sign-in.ts';

/** The issuer's part of the database: the schema `identity`. */
export function openDatabase(url: string): Promise<Database> {
  return Database.open({
    url,
    schema: 'identity',
    entities: [Account, AttemptCount, ProviderRecord, RevokedAccount, Session],
    migrations: [
      { name: '0001-accounts', class: Accounts },
      { name: '0003-sign-in', class: SignIn },
    ],
  });
}
