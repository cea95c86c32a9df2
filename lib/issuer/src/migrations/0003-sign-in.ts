import { Migration } from '@mikro-orm/migrations';

export class SignIn extends Migration {
  override up(): void {
    this.addSql(`
      create table identity.sessions (
        id text not null primary key,
        account text not null,
        workspace text not null,
        client text not null,
        created_at timestamptz(3) not null,
        used_at timestamptz(3) not null,
        expires_at timestamptz(3) not null,
        ended_at timestamptz(3) null
      )`);
    this.addSql('create index sessions_account on identity.sessions (account, created_at)');
    this.addSql('create index sessions_ended on identity.sessions (ended_at)');
    this.addSql(`
      create table identity.provider_records (
        kind text not null,
        id text not null,
        alias text null,
        grant_id text null,
        sealed text not null,
        consumed_at timestamptz(3) null,
        expires_at timestamptz(3) not null,
        primary key (kind, id)
      )`);
    this.addSql('create index provider_records_alias on identity.provider_records (kind, alias)');
    this.addSql('create index provider_records_grant on identity.provider_records (grant_id)');
    this.addSql('create index provider_records_expiry on identity.provider_records (expires_at)');
    this.addSql(`
      create table identity.attempt_counts (
        key text not null primary key,
        count int not null,
        until timestamptz(3) not null
      )`);
    this.addSql(`
      create table identity.revoked_accounts (
        account text not null primary key,
        before timestamptz(3) not null
      )`);
  }
}
