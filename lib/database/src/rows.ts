import type { EntityData, EntityName, FilterQuery, FindOptions } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';

/** An entity's columns as one row has them: every one is there, and null where the column may be null. */
export type RowOf<E> = {
  readonly [K in keyof E as K extends string ? K : never]-?: Exclude<E[K], undefined>;
};

/**
 * Reads rows to look at, not to change: nothing of them is kept in the unit of work.
 * @param where a MikroORM condition
 */
export async function readRows<E extends object>(
  em: EntityManager,
  entity: EntityName<E>,
  where: FilterQuery<NoInfer<E>>,
  options: FindOptions<NoInfer<E>> = {},
): Promise<RowOf<E>[]> {
  // MikroORM's conditional type for conditions by index name does not resolve for an open E.
  const find = em.find.bind(em) as (...of: unknown[]) => Promise<unknown>;
  // MikroORM types nullable columns as optional too; a row that was read has all of its columns.
  return (await find(entity, where, { ...options, disableIdentityMap: true })) as RowOf<E>[];
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
