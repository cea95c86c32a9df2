import { Migration } from '@mikro-orm/migrations';

/** Every column has a default: the sources before this one run beside it for a while. */
export class Revisions extends Migration {
  override up(): void {
    this.addSql(`
      alter table manuals.manuals
        add column engine int not null default 0,
        add column tried_engine int not null default 0,
        add column pages_without_text int[] not null default '{}'`);
    this.addSql('create index manuals_tried_engine on manuals.manuals (tried_engine)');
    this.addSql(`
      alter table manuals.ingestions
        add column run uuid null,
        add column step text null,
        add column started_at timestamptz(3) null,
        add column finished_at timestamptz(3) null`);
    this.addSql(`
      create table manuals.replacements (
        id uuid not null primary key,
        manual_id uuid not null,
        workspace text not null,
        title text null,
        language text null,
        file_name text not null,
        media_type text not null,
        byte_size int not null,
        sha256 text not null,
        constraint replacements_manual unique (manual_id),
        constraint replacements_manual_id_foreign foreign key (manual_id) references manuals.manuals (id) on delete cascade
      )`);
    this.addSql('create index replacements_bytes on manuals.replacements (workspace, sha256)');
    this.addSql(`
      alter table manuals.passages
        add column page_label text null,
        add column path text[] not null default '{}',
        add column section_first_page int null,
        add column section_last_page int null`);
  }
}
