import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PostgresServer } from '@manuel/database';
import pg from 'pg';
import type { CorpusPassage } from '../corpus.ts';
import type { Finder } from '../finder.ts';

const MOST_HITS = 100;
const CREATE = `create table passages (
  id text primary key,
  manual text not null,
  words tsvector not null
)`;
const INSERT = `insert into passages
  select id, manual, setweight(to_tsvector('english', heading), 'A') || to_tsvector('english', text)
  from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as new (id, manual, heading, text)`;
/** Any of the words may match: with all of them, which is PostgreSQL's way, most questions find nothing. */
const FIND = `select id from passages,
    to_tsquery('english', replace(plainto_tsquery('english', $1)::text, '&', '|')) as query
  where words @@ query and ($2::text is null or manual = $2)
  order by ts_rank(words, query) desc, id
  limit ${MOST_HITS}`;

/** PostgreSQL's full text search, with the ranking that does best (`ts_rank`; `ts_rank_cd` finds less). */
export class PostgresFinder implements Finder {
  readonly #server: PostgresServer;
  readonly #client: pg.Client;
  readonly #folder: string;

  private constructor(server: PostgresServer, client: pg.Client, folder: string) {
    this.#server = server;
    this.#client = client;
    this.#folder = folder;
  }

  static async open(passages: readonly CorpusPassage[]): Promise<PostgresFinder> {
    const folder = mkdtempSync(join(tmpdir(), 'mb-'));
    // PostgreSQL's account has to get through.
    chmodSync(folder, 0o755);
    const server = await PostgresServer.start({ dataFolder: folder });
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    await client.query(CREATE);
    const column = (of: (passage: CorpusPassage) => string) => passages.map(of);
    const columns = [
      column(({ id }) => id),
      column(({ manual }) => manual),
      column(({ heading }) => heading ?? ''),
      column(({ text }) => text),
    ];
    await client.query(INSERT, columns);
    return new PostgresFinder(server, client, folder);
  }

  async find(question: string, manual?: string): Promise<readonly string[]> {
    const { rows } = await this.#client.query<{ id: string }>(FIND, [question, manual ?? null]);
    return rows.map(({ id }) => id);
  }

  async close(): Promise<void> {
    await this.#client.end();
    await this.#server.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
