import { createGeneration, watchTable } from '@manuel/cache';
import { Migration } from '@mikro-orm/migrations';

export class WatchedManuals extends Migration {
  override up(): void {
    for (const sql of createGeneration('manuals')) this.addSql(sql);
    const keyOf = (row: 'old' | 'new') => `'manual:' || ${row}.workspace || ':' || ${row}.id`;
    for (const sql of watchTable('manuals', 'manuals', keyOf)) this.addSql(sql);
  }
}
