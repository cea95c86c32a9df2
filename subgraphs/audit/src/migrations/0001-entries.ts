import { Migration } from '@mikro-orm/migrations';

export class Entries extends Migration {
  override up(): void {
    this.addSql(`
      create table audit.entries (
        id uuid not null primary key,
        at timestamptz(3) not null,
        workspace text not null,
        actor_id text null,
        action text not null,
        target text null,
        outcome text not null,
        code text null,
        request_id text not null
      )`);
    this.addSql('create index entries_workspace on audit.entries (workspace, id)');
    this.addSql('create index entries_target on audit.entries (workspace, target, id)');
    this.addSql('create index entries_actor on audit.entries (workspace, actor_id, id)');
    this.addSql(`
      create function audit.entries_entries_append_only_fn() returns trigger
      as $$ begin raise exception 'audit entries are only ever added'; end; $$ language plpgsql`);
    this.addSql(`
      create trigger entries_append_only before update or delete on audit.entries
      for each statement execute function audit.entries_entries_append_only_fn()`);
    this.addSql(`
      create trigger entries_never_emptied before truncate on audit.entries
      for each statement execute function audit.entries_entries_append_only_fn()`);
  }
}
