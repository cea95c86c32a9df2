import pg from 'pg';

/** One connection beside the pool, for statements that may not wait until one is free; made again when it breaks. */
export class SideConnection {
  readonly #pool: pg.Pool;

  /**
   * @param url a libpq connection URL
   * @param deadlineMs how long connecting may take, and each statement
   */
  constructor(url: string, applicationName: string, deadlineMs: number) {
    this.#pool = new pg.Pool({
      connectionString: url,
      max: 1,
      connectionTimeoutMillis: deadlineMs,
      query_timeout: deadlineMs,
      application_name: applicationName,
    });
    this.#pool.on('error', () => undefined);
  }

  /** @throws the driver's error when the database is away, refuses or is late */
  async query<T extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<T[]> {
    return (await this.#pool.query<T>(text, values)).rows;
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }
}
