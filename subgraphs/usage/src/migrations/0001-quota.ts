import { Migration } from '@mikro-orm/migrations';

export class Quota extends Migration {
  override up(): void {
    this.addSql(`
      create table usage.charges (
        id uuid not null primary key,
        workspace text not null,
        user_id text not null,
        day text not null,
        month text not null,
        state text not null,
        taken_at timestamptz(3) not null,
        compute_milliseconds double precision not null,
        amount_usd double precision not null
      )`);
    this.addSql('create index charges_taken on usage.charges (state, taken_at)');
    this.addSql(`
      create table usage.counters (
        workspace text not null,
        user_id text not null,
        period text not null,
        used int not null,
        primary key (workspace, user_id, period)
      )`);
  }
}
