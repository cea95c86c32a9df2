import { createDeadLetters } from '@manuel/database';
import { Migration } from '@mikro-orm/migrations';

export class QueriesDeadLetters extends Migration {
  override up(): void {
    for (const sql of createDeadLetters('queries')) this.addSql(sql);
  }
}
