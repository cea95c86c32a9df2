import { Migration } from '@mikro-orm/migrations';

/**
 * Passages that are there keep their text until they are read again, and new ones have it in their content: the
 * sources before this one, which run beside it for a while, find the first and take the others for empty.
 */
export class Contents extends Migration {
  override up(): void {
    this.addSql(`
      create table manuals.contents (
        id uuid not null primary key,
        workspace text not null,
        heading text null,
        path text[] not null,
        text text not null
      )`);
    this.addSql(`
      alter table manuals.passages
        add column content_id uuid null,
        alter column text set default '',
        add constraint passages_content_id_foreign foreign key (content_id) references manuals.contents (id)`);
    this.addSql('create index passages_content on manuals.passages (content_id)');
    this.addSql(`
      create table manuals.embeddings (
        content_id uuid not null,
        model text not null,
        word_model text not null,
        workspace text not null,
        vectors bytea not null,
        primary key (content_id, model, word_model),
        constraint embeddings_content_id_foreign foreign key (content_id) references manuals.contents (id) on delete cascade
      )`);
    this.addSql(`
      create table manuals.segments (
        manual_id uuid not null primary key,
        workspace text not null,
        revision int not null,
        format int not null,
        model text null,
        word_model text null,
        byte_size int not null,
        constraint segments_manual_id_foreign foreign key (manual_id) references manuals.manuals (id) on update cascade on delete cascade
      )`);
    this.addSql(`
      create table manuals.segment_parts (
        manual_id uuid not null,
        part int not null,
        bytes bytea not null,
        primary key (manual_id, part),
        constraint segment_parts_manual_id_foreign foreign key (manual_id) references manuals.segments (manual_id) on delete cascade
      )`);
    // Vectors do not get smaller by compression, which would take most of the time of writing them.
    this.addSql('alter table manuals.embeddings alter column vectors set storage external');
    this.addSql('alter table manuals.segment_parts alter column bytes set storage external');
    this.addSql(`
      create function manuals.refuse_content_change() returns trigger language plpgsql as $$
      begin
        raise exception 'a content never changes: its id is made of it, and caches and segments rely on that';
      end $$`);
    this.addSql(`
      create trigger contents_never_change before update on manuals.contents
      for each row execute function manuals.refuse_content_change()`);
  }
}
