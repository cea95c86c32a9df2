import { watchTable } from '@manuel/cache';
import { Migration } from '@mikro-orm/migrations';

export class WatchedPassages extends Migration {
  override up(): void {
    const keyOf = (row: 'old' | 'new') => `'passage:' || ${row}.workspace || ':' || ${row}.id`;
    for (const sql of watchTable('manuals', 'passages', keyOf, 'update')) this.addSql(sql);
  }
}
