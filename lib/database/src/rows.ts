import type { EntityData, EntityName, FilterQuery, QueryOrderMap } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';

/** An entity's columns as one row has them: every one is there, and null where the column may be null. */
export type RowOf<E> = {
  readonly [K in keyof E as K extends string ? K : never]-?: Exclude<E[K], undefined>;
};

/** What of the rows is wanted, and in which order. */
export interface RowOptions<E> {
  readonly orderBy?: QueryOrderMap<E>;
  readonly limit?: number;
}

/** What is used of MikroORM's query builder here. */
interface RowQuery {
  select(columns: readonly string[]): this;
  where(condition: object): this;
  orderBy(order: object): this;
  limit(most: number): this;
  execute(method: 'all'): Promise<unknown[]>;
}

/**
 * Reads rows to look at, not to change: plain objects that no unit of work keeps, for which MikroORM takes half as long.
 * @param where a MikroORM condition
 */
export async function readRows<E extends object>(
  em: EntityManager,
  entity: EntityName<E>,
  where: FilterQuery<NoInfer<E>>,
  { orderBy, limit }: RowOptions<NoInfer<E>> = {},
): Promise<RowOf<E>[]> {
  // MikroORM's types for columns and conditions do not resolve for an open E.
  const query = em.createQueryBuilder(entity) as unknown as RowQuery;
  // Named one by one: a later version's process may have added columns meanwhile.
  const columns = em.getMetadata(entity).props.map(({ name }) => name);
  query.select(columns).where(where);
  if (orderBy !== undefined) query.orderBy(orderBy);
  if (limit !== undefined) query.limit(limit);
  // Every column is there, and named and parsed as the entity says.
  return (await query.execute('all')) as RowOf<E>[];
}

/**
 * Reads rows with SQL that selects whole rows of the entity's table, where a condition cannot say what is wanted.
 * @param values of the SQL's placeholders, each a `?`
 */
export async function queryRows<E extends object>(
  em: EntityManager,
  entity: EntityName<E>,
  sql: string,
  values: readonly unknown[],
): Promise<RowOf<E>[]> {
  const meta = em.getMetadata(entity);
  const rows = await em.execute<EntityData<E>[]>(sql, [...values]);
  // Every column was selected; the driver names and parses them as the entity does.
  return rows.map((row) => em.getDriver().mapResult(row, meta) as unknown as RowOf<E>);
}
