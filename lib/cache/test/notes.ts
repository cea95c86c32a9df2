import { Database, readRows } from '@manuel/database';
import { silentLog } from '@manuel/testkit';
import { defineEntity, p } from '@mikro-orm/core';
import { Migration } from '@mikro-orm/migrations';
import { createGeneration, type Kind, watchTable } from '../src/index.ts';

/** A row that is cached under `note:` and its id. */
export interface NoteRow {
  readonly id: string;
  readonly version: number;
}

export const Note = defineEntity({
  name: 'Note',
  tableName: 'notes',
  properties: { id: p.text().primary(), version: p.integer() },
});

class Notes extends Migration {
  override up(): void {
    this.addSql('create table diary.notes (id text not null primary key, version int not null)');
    for (const sql of createGeneration('diary')) this.addSql(sql);
    for (const sql of watchTable('diary', 'notes', (row) => `'note:' || ${row}.id`)) this.addSql(sql);
    // Gives each note's writers their turns, and each write a greater number than those before it.
    this.addSql('create table diary.turns (id text not null primary key)');
    this.addSql('create sequence diary.version');
  }
}

export function openNotes(url: string): Promise<Database> {
  const migrations = [{ name: '0001-notes', class: Notes }];
  return Database.open({ url, schema: 'diary', entities: [Note], migrations });
}

export async function migrateNotes(url: string): Promise<void> {
  const database = await openNotes(url);
  try {
    await database.migrate(silentLog);
  } finally {
    await database.close();
  }
}

/** Reads notes as a repository does. @param told hears which keys are loaded */
export function notesOf(
  database: Database,
  told: (keys: readonly string[]) => void = () => {},
): Kind<NoteRow> {
  return {
    shape: 1,
    keepsAbsence: true,
    async load(keys) {
      told(keys);
      const ids = keys.map((key) => key.slice('note:'.length));
      const rows = await readRows(database.fork(), Note, { id: { $in: ids } });
      return new Map(rows.map((row) => [`note:${row.id}`, row]));
    },
  };
}
