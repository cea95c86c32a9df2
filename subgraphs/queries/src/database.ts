import { Database } from '@manuel/database';
import { Citation } from './entities/citation.ts';
import { Question } from './entities/question.ts';
import { Questions } from './migrations/0001-questions.ts';
import { WatchedQuestions } from './migrations/0002-watched-questions.ts';
import { QueriesDeadLetters } from './migrations/0003-dead-letters.ts';
import { CitationsInWorkspaces } from './migrations/0004-citations-in-workspaces.ts';

/** The queries subgraph's part of the database: the schemas `queries` and `queries_jobs`. */
export function openDatabase(url: string): Promise<Database> {
  return Database.open({
    url,
    schema: 'queries',
    jobsSchema: 'queries_jobs',
    entities: [Question, Citation],
    migrations: [
      { name: '0001-questions', class: Questions },
      { name: '0002-watched-questions', class: WatchedQuestions },
      { name: '0003-dead-letters', class: QueriesDeadLetters },
      { name: '0004-citations-in-workspaces', class: CitationsInWorkspaces },
    ],
  });
}
