import type { RequestContext } from '@manuel/subgraph';
import { createLoaders, type Loaders } from './loaders.ts';
import { CachedQuestions } from './repositories/cached-questions.ts';
import { QuestionRepository } from './repositories/question-repository.ts';
import type { QueriesServices } from './services.ts';

/** What one request to the queries subgraph carries. */
export interface QueriesContext extends RequestContext {
  readonly services: QueriesServices;
  readonly questions: QuestionRepository;
  readonly loaders: Loaders;
}

export function createContext(services: QueriesServices, request: RequestContext): QueriesContext {
  const questions = new QuestionRepository(services.database.fork(request.signal));
  // A process that calls for itself has no workspace and reads nothing.
  const loaders = createLoaders(
    new CachedQuestions(questions, services.cache),
    request.origin.caller?.workspace ?? '',
  );
  return { ...request, services, questions, loaders };
}
