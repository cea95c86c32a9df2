import { createDeadLetters } from '@manuel/database';
import { Migration } from '@mikro-orm/migrations';

export class UsageDeadLetters extends Migration {
  override up(): void {
    for (const sql of createDeadLetters('usage')) this.addSql(sql);
  }
}
