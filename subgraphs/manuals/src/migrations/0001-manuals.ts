import { Migration } from '@mikro-orm/migrations';

export class Manuals extends Migration {
  override up(): void {
    this.addSql(`
      create table manuals.manuals (
        id uuid not null primary key,
        workspace text not null,
        title text not null,
        product text null,
        language text not null,
        file_name text not null,
        media_type text not null,
        byte_size int not null,
        sha256 text not null,
        page_count int null,
        status text not null,
        revision int not null,
        added_at timestamptz(3) not null,
        added_by text not null,
        constraint manuals_bytes unique (workspace, sha256)
      )`);
    this.addSql('create index manuals_workspace on manuals.manuals (workspace, id)');
    this.addSql(`
      create table manuals.uploads (
        id uuid not null primary key,
        workspace text not null,
        user_id text not null,
        file_name text not null,
        byte_size int not null,
        sha256 text not null,
        state text not null,
        expires_at timestamptz(3) not null
      )`);
    this.addSql('create index uploads_expiry on manuals.uploads (expires_at)');
    this.addSql('create index uploads_bytes on manuals.uploads (workspace, sha256)');
    this.addSql(`
      create table manuals.ingestions (
        id uuid not null primary key,
        manual_id uuid not null,
        workspace text not null,
        status text not null,
        progress double precision not null,
        attempt int not null,
        failure_code text null,
        failure_message text null,
        constraint ingestions_manual unique (manual_id),
        constraint ingestions_manual_id_foreign foreign key (manual_id) references manuals.manuals (id) on delete cascade
      )`);
    this.addSql(`
      create table manuals.passages (
        id uuid not null primary key,
        manual_id uuid not null,
        workspace text not null,
        ordinal int not null,
        page int null,
        heading text null,
        text text not null,
        constraint passages_order unique (manual_id, ordinal),
        constraint passages_manual_id_foreign foreign key (manual_id) references manuals.manuals (id) on delete cascade
      )`);
  }
}
