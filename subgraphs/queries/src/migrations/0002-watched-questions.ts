import { createGeneration, watchTable } from '@manuel/cache';
import { Migration } from '@mikro-orm/migrations';

export class WatchedQuestions extends Migration {
  override up(): void {
    for (const sql of createGeneration('queries')) this.addSql(sql);
    const questionKey = (row: 'old' | 'new') => `'question:' || ${row}.workspace || ':' || ${row}.id`;
    for (const sql of watchTable('queries', 'questions', questionKey)) this.addSql(sql);
    const citationsKey = (row: 'old' | 'new') => `'citations:' || ${row}.question_id`;
    for (const sql of watchTable('queries', 'citations', citationsKey)) this.addSql(sql);
  }
}
