import { Migration } from '@mikro-orm/migrations';

export class Accounts extends Migration {
  override up(): void {
    this.addSql(`
      create table identity.accounts (
        name text not null primary key,
        workspace text not null,
        roles text[] not null,
        password_hash text not null,
        created_at timestamptz(3) not null,
        password_changed_at timestamptz(3) not null,
        disabled_at timestamptz(3) null
      )`);
    this.addSql('create index accounts_workspace on identity.accounts (workspace, name)');
  }
}
