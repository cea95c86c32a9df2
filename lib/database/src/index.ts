export type { EntityManager as UnitOfWork } from '@mikro-orm/postgresql';
export { type ClonedDatabase, cloneDatabase, dropDatabases } from './cloned-database.ts';
export { type CommitHook, Database, type DatabaseOptions } from './database.ts';
export { type Attempt, Jobs, type QueueOptions } from './jobs.ts';
export { type ChildPage, listLoader, pageLoader, rowLoader } from './loaders.ts';
export { Outbox } from './outbox.ts';
export { PostgresServer, type PostgresServerOptions } from './postgres/server.ts';
export { queryRows, type RowOf, readRows } from './rows.ts';
export { SideConnection } from './side-connection.ts';
