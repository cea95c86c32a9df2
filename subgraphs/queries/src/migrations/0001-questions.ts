import { Migration } from '@mikro-orm/migrations';

export class Questions extends Migration {
  override up(): void {
    this.addSql(`
      create table queries.questions (
        id uuid not null primary key,
        workspace text not null,
        user_id text not null,
        text text not null,
        asked_at timestamptz(3) not null,
        input_digest text not null,
        answer_text text not null,
        found boolean not null,
        confidence double precision not null,
        engine text not null
      )`);
    this.addSql('create index questions_asker on queries.questions (workspace, user_id, asked_at, id)');
    this.addSql(`
      create table queries.citations (
        question_id uuid not null,
        number int not null,
        passage_id uuid not null,
        page int null,
        quote text not null,
        primary key (question_id, number),
        constraint citations_question_id_foreign foreign key (question_id) references queries.questions (id) on delete cascade
      )`);
  }
}
