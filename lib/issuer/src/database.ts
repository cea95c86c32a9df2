import { Database } from '@manuel/database';
import { Account } from './entities/account.ts';
import { AttemptCount } from './entities/attempt-count.ts';
import { ProviderRecord } from './entities/provider-record.ts';
import { RevokedAccount } from './entities/revoked-account.ts';
import { ServiceAccount } from './entities/service-account.ts';
import { Session } from './entities/session.ts';
import { StoredKey } from './entities/stored-key.ts';
import { Accounts } from './migrations/0001-accounts.ts';
import { ServiceAccounts } from './migrations/0002-service-accounts.ts';
import { SignIn } from './migrations/0003-sign-in.ts';

/** The issuer's part of the database: the schema `identity`. */
export function openDatabase(url: string): Promise<Database> {
  return Database.open({
    url,
    schema: 'identity',
    entities: [Account, AttemptCount, ProviderRecord, RevokedAccount, ServiceAccount, Session, StoredKey],
    migrations: [
      { name: '0001-accounts', class: Accounts },
      { name: '0002-service-accounts', class: ServiceAccounts },
      { name: '0003-sign-in', class: SignIn },
    ],
  });
}
