import type { Cache } from './cache.ts';

/** How the rows of one table are kept. */
export interface RowKind<Row> {
  /** Stands before every key, as the table's trigger notes it: name, workspace and id, with colons between. */
  readonly name: string;
  /** Counts the changes of the cached shape. */
  readonly shape: number;
  /** Whether it is kept that an id has no row; then the table's trigger notes new rows as well. */
  readonly keepsAbsence: boolean;
  /** Makes a row of what JSON gave back, such as dates of texts. */
  readonly revive: (row: Row) => Row;
}

/** Reads the rows of one table by id, within one workspace. */
export interface RowReader<Row> {
  byIds(workspace: string, ids: readonly string[]): Promise<Row[]>;
}

/** A reader with a cache before it. */
export class RowCache<Row extends { readonly id: string }> implements RowReader<Row> {
  readonly #cache: Cache;
  readonly #kind: RowKind<Row>;
  readonly #reader: RowReader<Row>;

  /** @param reader reads the rows that are not kept */
  constructor(cache: Cache, kind: RowKind<Row>, reader: RowReader<Row>) {
    this.#cache = cache;
    this.#kind = kind;
    this.#reader = reader;
  }

  async byIds(workspace: string, ids: readonly string[]): Promise<Row[]> {
    const { name, shape, keepsAbsence, revive } = this.#kind;
    const keyOf = (id: string) => `${name}:${workspace}:${id}`;
    const idByKey = new Map(ids.map((id) => [keyOf(id), id]));
    const rows = await this.#cache.read<Row>([...idByKey.keys()], {
      shape,
      keepsAbsence,
      load: async (keys) => {
        const missing = keys.flatMap((key) => idByKey.get(key) ?? []);
        return new Map((await this.#reader.byIds(workspace, missing)).map((row) => [keyOf(row.id), row]));
      },
    });
    return rows.filter((row) => row !== null).map(revive);
  }
}
