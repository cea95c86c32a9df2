import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';

/** A PostgreSQL in this process that can have pgvector, which the server of the other tests cannot. */
export class PgliteDatabase {
  readonly #database: PGlite;

  private constructor(database: PGlite) {
    this.#database = database;
  }

  /** @param folder keeps it; in memory without one */
  static async open(folder?: string): Promise<PgliteDatabase> {
    const extensions = { vector };
    return new PgliteDatabase(
      await PGlite.create({ extensions, ...(folder !== undefined && { dataDir: folder }) }),
    );
  }

  /** Runs a statement that has a `?` for each value, as MikroORM does. */
  async execute<Row>(sql: string, values: unknown[]): Promise<Row[]> {
    let count = 0;
    const numbered = sql.replace(/\?/g, () => `$${++count}`);
    return (await this.#database.query<Row>(numbered, values)).rows;
  }

  close(): Promise<void> {
    return this.#database.close();
  }
}
