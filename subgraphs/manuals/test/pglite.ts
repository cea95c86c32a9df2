import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import type { Statements } from '../src/repositories/postgres-index.ts';

/** A PostgreSQL in this process that can have pgvector, which the server of the other tests cannot. */
export class PgliteStatements implements Statements {
  readonly #database: PGlite;

  private constructor(database: PGlite) {
    this.#database = database;
  }

  static async open(): Promise<PgliteStatements> {
    return new PgliteStatements(await PGlite.create({ extensions: { vector } }));
  }

  async execute<Row>(sql: string, values: unknown[]): Promise<Row[]> {
    let count = 0;
    const numbered = sql.replace(/\?/g, () => `$${++count}`);
    return (await this.#database.query<Row>(numbered, values)).rows;
  }

  close(): Promise<void> {
    return this.#database.close();
  }
}
