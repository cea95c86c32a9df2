import { StartFailure } from '@manuel/service';
import type { Statements } from './postgres-index.ts';

/** Vectors of half precision came with it. */
const OLDEST_PGVECTOR = [0, 7];

/**
 * Makes the tables of the index where there are none. They have a schema of their own, so that who does not search in
 * PostgreSQL needs no extension.
 * @throws StartFailure that says which extension is missing, too old, or for whom to make
 */
export async function preparePostgresIndex(sql: Statements): Promise<void> {
  await needPgvector(sql);
  for (const statement of TABLES) await sql.execute(statement, []);
}

async function needPgvector(sql: Statements): Promise<void> {
  const [found] = await sql.execute<{ available: string | null; installed: string | null }>(
    `select (select default_version from pg_available_extensions where name = 'vector') as available,
       (select extversion from pg_extension where extname = 'vector') as installed`,
    [],
  );
  const what = 'To search in PostgreSQL takes the extension vector (pgvector) of at least version 0.7';
  if (!found?.available && !found?.installed)
    throw new StartFailure(
      `${what}, which this PostgreSQL server does not have: install pgvector there, or search in the process.`,
    );
  if (found.installed === null)
    throw new StartFailure(
      `${what}, which is not in this database yet: run CREATE EXTENSION vector there as its owner.`,
    );
  if (isOlder(found.installed))
    throw new StartFailure(
      `${what}, and this database has ${found.installed}: run ALTER EXTENSION vector UPDATE.`,
    );
}

function isOlder(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_PGVECTOR;
  return major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
}

/**
 * One row of postings holds a term's whole list in one manual, with the lengths that BM25 needs: a row for each pair of
 * term and passage takes many times the room. There are no foreign keys, as checking one for each row takes most of the
 * time of writing; the one statement that removes a manual removes it everywhere.
 */
const TABLES = [
  'create schema if not exists manuals_search',
  `create table if not exists manuals_search.manuals (
    manual_id uuid not null primary key,
    workspace text not null,
    language text not null,
    model text null,
    passages int not null,
    text_length bigint not null,
    heading_length bigint not null
  )`,
  // Vectors without a fixed count of numbers, as models differ in it.
  `create table if not exists manuals_search.passages (
    manual_id uuid not null,
    place int not null,
    passage_id uuid not null,
    vector halfvec null,
    primary key (manual_id, place)
  )`,
  `create table if not exists manuals_search.postings (
    manual_id uuid not null,
    term text not null,
    places int[] not null,
    text_counts int[] not null,
    heading_counts int[] not null,
    text_lengths int[] not null,
    heading_lengths int[] not null,
    primary key (manual_id, term)
  )`,
];
