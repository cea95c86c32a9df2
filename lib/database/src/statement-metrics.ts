import type { Durations, DurationsOptions } from '@manuel/metrics';
import { codeOf } from '@manuel/service';
import type pg from 'pg';

type Keys = [namespace: string, operation: string, errorType: string | undefined];

/** Statements, as the semantic conventions for database clients have them. */
export const STATEMENTS: DurationsOptions<Keys> = {
  name: 'db.client.operation.duration',
  description: 'Duration of database client operations.',
  boundsSeconds: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10],
  attributes: (namespace, operation, errorType) => ({
    'db.system.name': 'postgresql',
    'db.namespace': namespace,
    'db.operation.name': operation,
    ...(errorType !== undefined && { 'error.type': errorType }),
  }),
};

/** What statements are measured by: their first word. */
const OPERATIONS = new Set(['select', 'insert', 'update', 'delete', 'with', 'begin', 'commit', 'rollback']);

/** Measures the statements that a pool's sessions run from the moment on at which `measure` is called. */
export class StatementTimes {
  #durations: Durations<Keys> | undefined;
  #namespace = '';

  /** @param namespace the database and the schema, as the conventions write them */
  measure(durations: Durations<Keys>, namespace: string): void {
    this.#durations = durations;
    this.#namespace = namespace;
  }

  /** Has every session of the pool tell of its statements; what is read through a cursor is none of them. */
  follow(pool: pg.Pool): void {
    pool.on('connect', (client) => {
      // There are many ways to call it, and each is handed on as it came.
      const query = client.query.bind(client) as (...words: unknown[]) => unknown;
      // So what it takes and gives is what the client's own does.
      client.query = ((...words: unknown[]) => this.#timed(query, words)) as typeof client.query;
    });
  }

  #timed(query: (...words: unknown[]) => unknown, words: unknown[]): unknown {
    const start = performance.now();
    const answer = query(...words);
    if (this.#durations !== undefined && answer instanceof Promise) {
      const operation = operationOf(words[0]);
      answer.then(
        () => this.#record(start, operation, undefined),
        (error: unknown) => this.#record(start, operation, errorTypeOf(error)),
      );
    }
    return answer;
  }

  #record(start: number, operation: string, errorType: string | undefined): void {
    this.#durations?.record((performance.now() - start) / 1000, this.#namespace, operation, errorType);
  }
}

function operationOf(text: unknown): string {
  const [, word = ''] = (typeof text === 'string' && /^\s*(\w+)/.exec(text)) || [];
  const operation = word.toLowerCase();
  return OPERATIONS.has(operation) ? operation : '_OTHER';
}

/** PostgreSQL's own code, of which there is a fixed number. */
function errorTypeOf(error: unknown): string {
  const code = codeOf(error);
  return code !== undefined && /^[0-9A-Z]{5}$/.test(code) ? code : '_OTHER';
}
