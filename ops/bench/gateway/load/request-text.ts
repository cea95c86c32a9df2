import type { Operation } from '../workloads.ts';

/** The same POST again and again, each with an authorization or with variables of its own when asked so. */
export class RequestText {
  readonly #head: string;
  readonly #prefix: string | undefined;
  readonly #callers: readonly string[] | undefined;
  readonly #tailOf: (number: number) => string;
  #number = 0;

  /** @param ownCaller whether each request bears another authorization */
  constructor(port: number, operation: Operation, ownCaller: boolean) {
    const { authorization, authorizations, variablesOf } = operation;
    this.#callers = authorizations;
    const caller = authorization === undefined ? '' : `authorization: ${authorization}\r\n`;
    this.#head = `POST /graphql HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\naccept: application/json\r\n${caller}`;
    this.#prefix = ownCaller ? `authorization: Bearer caller-${process.hrtime.bigint()}-` : undefined;
    const tail = tailOf(operation, 0);
    this.#tailOf = variablesOf === undefined ? () => tail : (number) => tailOf(operation, number);
  }

  next(): string {
    this.#number += 1;
    const tail = this.#tailOf(this.#number);
    if (this.#callers !== undefined) {
      const caller = this.#callers[this.#number % this.#callers.length];
      return `${this.#head}authorization: ${caller}\r\n${tail}`;
    }
    if (this.#prefix === undefined) return this.#head + tail;
    return `${this.#head}${this.#prefix}${this.#number}\r\n${tail}`;
  }
}

/** The JSON that asks an operation. @param number of the request, for variables that differ from request to request */
export function bodyOf({ query, variables, variablesOf }: Operation, number: number): string {
  return JSON.stringify({ query, variables: variablesOf === undefined ? variables : variablesOf(number) });
}

function tailOf(operation: Operation, number: number): string {
  const body = bodyOf(operation, number);
  return `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}
