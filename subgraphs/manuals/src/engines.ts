// What measures engines of search beside each other.
export { PostgresIndex } from './repositories/postgres-index.ts';
export { preparePostgresIndex } from './repositories/postgres-index-schema.ts';
export { Best } from './search/best.ts';
export type { Candidate, CandidateQuery, IndexedManual } from './search/candidates.ts';
export { KeywordScores } from './search/keyword-scores.ts';
