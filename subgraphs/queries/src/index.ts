export { type QueriesOptions, startQueries } from './server.ts';
