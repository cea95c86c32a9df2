import { Migration } from '@mikro-orm/migrations';

export class ServiceAccounts extends Migration {
  override up(): void {
    this.addSql(`
      create table identity.service_accounts (
        id uuid not null primary key,
        workspace text not null,
        name text not null,
        roles text[] not null,
        created_by text not null,
        created_at timestamptz(3) not null,
        disabled_at timestamptz(3) null,
        constraint service_accounts_name unique (workspace, name)
      )`);
    this.addSql(`
      create table identity.api_keys (
        id text not null primary key,
        account_id uuid not null,
        secret_hash text not null,
        scopes text[] not null,
        created_by text not null,
        created_at timestamptz(3) not null,
        expires_at timestamptz(3) not null,
        revoked_at timestamptz(3) null,
        last_used_at timestamptz(3) null,
        constraint api_keys_account_id_foreign foreign key (account_id) references identity.service_accounts (id) on delete cascade
      )`);
    this.addSql('create index api_keys_account on identity.api_keys (account_id, created_at, id)');
  }
}
