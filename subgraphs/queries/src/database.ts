import { Database } from '@manuel/database';
import { Citation } from './entities/citation.ts';
import { Question } from './entities/question.ts';
import { Questions } from './migrations/0001-questions.ts';

/** The queries subgraph's part of the database: the schema `queries`. */
export function openDatabase(url: string): Promise<Database> {
  return Database.open({
    url,
    schema: 'queries',
    entities: [Question, Citation],
    migrations: [{ name: '0001-questions', class: Questions }],
  });
}
