import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PostgresServer, SideConnection } from '@manuel/database';
import type { CorpusPassage } from '../corpus.ts';
import type { Finder } from '../finder.ts';

const MOST_HITS = 100;
const DEADLINE_MS = 60_000;
const CREATE = `create table passages (
  id text primary key,
  manual text not null,
  words tsvector not null
)`;
const INSERT = `insert into passages
  select id, manual, to_tsvector('english', heading) || to_tsvector('english', text)
  from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as new (id, manual, heading, text)`;
/** Any of the words may match: with all of them, which is PostgreSQL's way, most questions find nothing. */
const FIND = `select id from passages,
    to_tsquery('english', replace(plainto_tsquery('english', $1)::text, '&', '|')) as query
  where words @@ query and ($2::text is null or manual = $2)
  order by ts_rank(words, query) desc, id
  limit ${MOST_HITS}`;

/** PostgreSQL's full text search as it does best: by `ts_rank`, headings not weighted. */
export class PostgresFinder implements Finder {
  readonly #server: PostgresServer;
  readonly #connection: SideConnection;
  readonly #folder: string;

  private constructor(server: PostgresServer, connection: SideConnection, folder: string) {
    this.#server = server;
    this.#connection = connection;
    this.#folder = folder;
  }

  static async open(passages: readonly CorpusPassage[]): Promise<PostgresFinder> {
    const folder = mkdtempSync(join(tmpdir(), 'mb-'));
    // PostgreSQL's account has to get through.
    chmodSync(folder, 0o755);
    const server = await PostgresServer.start({ dataFolder: folder });
    const connection = new SideConnection(server.url, 'bench', DEADLINE_MS);
    await connection.query(CREATE);
    const column = (of: (passage: CorpusPassage) => string) => passages.map(of);
    const columns = [
      column(({ id }) => id),
      column(({ manual }) => manual),
      column(({ heading }) => heading ?? ''),
      column(({ text }) => text),
    ];
    await connection.query(INSERT, columns);
    return new PostgresFinder(server, connection, folder);
  }

  async find(question: string, manual?: string): Promise<readonly string[]> {
    const rows = await this.#connection.query<{ id: string }>(FIND, [question, manual ?? null]);
    return rows.map(({ id }) => id);
  }

  async close(): Promise<void> {
    await this.#connection.close();
    await this.#server.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
