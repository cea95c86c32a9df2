import type { Operation } from '../workloads.ts';

/** The same POST again and again, each with an authorization of its own when asked so. */
export class RequestText {
  readonly #head: string;
  readonly #tail: string;
  readonly #prefix: string | undefined;
  #number = 0;

  /** @param ownCaller whether each request bears another authorization */
  constructor(port: number, { query, variables }: Operation, ownCaller: boolean) {
    const body = JSON.stringify(variables ? { query, variables } : { query });
    this.#head = `POST /graphql HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\naccept: application/json\r\n`;
    this.#tail = `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
    this.#prefix = ownCaller ? `authorization: Bearer caller-${process.hrtime.bigint()}-` : undefined;
  }

  next(): string {
    if (this.#prefix === undefined) return this.#head + this.#tail;
    this.#number += 1;
    return `${this.#head}${this.#prefix}${this.#number}\r\n${this.#tail}`;
  }
}
