import { Migration } from '@mikro-orm/migrations';

/** Citations say whose they are, as every other row does, and their cache keys begin with it. */
export class CitationsInWorkspaces extends Migration {
  override up(): void {
    this.addSql('alter table queries.citations add column workspace text');
    this.addSql(`
      update queries.citations set workspace = questions.workspace
      from queries.questions where questions.id = citations.question_id`);
    // What the update has noted for the commit is done now: a table with such changes cannot be altered.
    this.addSql('set constraints all immediate');
    this.addSql('alter table queries.citations alter column workspace set not null');
    // The sources that run before a release know nothing of the column, and of the keys only those without it.
    this.addSql(`
      create function queries.fill_citation_workspace() returns trigger language plpgsql as $$
      begin
        new.workspace := coalesce(
          new.workspace, (select workspace from queries.questions where id = new.question_id));
        return new;
      end $$`);
    this.addSql(`
      create trigger citations_workspace before insert on queries.citations
      for each row execute function queries.fill_citation_workspace()`);
    this.addSql(`
      create or replace function queries.note_citations_change() returns trigger language plpgsql as $$
      declare
        changed queries.citations;
      begin
        if tg_op = 'DELETE' then changed := old; else changed := new; end if;
        perform queries.note_cache_change('citations:' || changed.question_id);
        perform queries.note_cache_change('citations:' || changed.workspace || ':' || changed.question_id);
        return null;
      end $$`);
  }
}
