import { createDeadLetters } from '@manuel/database';
import { Migration } from '@mikro-orm/migrations';

export class ManualsDeadLetters extends Migration {
  override up(): void {
    for (const sql of createDeadLetters('manuals')) this.addSql(sql);
  }
}
