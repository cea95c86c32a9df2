import { isDeepStrictEqual } from 'node:util';
import { mintToken } from '../../cli/access-token.ts';
import { readConfig } from '../../start/config.ts';
import { DEMO_CALLERS, DEMO_TOKEN_SECONDS } from '../../start/demo.ts';
import { startInOneProcess } from '../../start/one-process.ts';
import { freePort } from '../gateway/gateway-process.ts';
import { FOUR_SUBGRAPHS, QUESTION_COUNT, tellStory } from '../gateway/own/story.ts';

/** Where the installation finds what it needs. */
export interface QueryStageOptions {
  readonly dataFolder: string;
  readonly databaseUrl: string;
  readonly redisUrl: string;
}

/** The whole of Manuel in this process, asked the playground's query of four subgraphs over HTTP. */
export class QueryStage {
  readonly #url: string;
  readonly #token: string;
  readonly #expected: unknown;
  readonly #stop: () => Promise<void>;

  private constructor(url: string, token: string, expected: unknown, stop: () => Promise<void>) {
    this.#url = url;
    this.#token = token;
    this.#expected = expected;
    this.#stop = stop;
  }

  /** @param expected the right answer, from a stage on the same data; without it, the story is told first */
  static async open(options: QueryStageOptions, expected?: unknown): Promise<QueryStage> {
    const config = readConfig({
      ...{ MANUEL_DATA_DIR: options.dataFolder, DATABASE_URL: options.databaseUrl, LOG_LEVEL: 'warn' },
      ...{ REDIS_URL: options.redisUrl, PORT: String(await freePort()), RATE_LIMIT_PER_MINUTE: '0' },
    });
    const { origin, stop } = await startInOneProcess(config, () => undefined);
    const url = `${origin}/graphql`;
    const token = await mintToken(options.dataFolder, DEMO_CALLERS.ada, DEMO_TOKEN_SECONDS);
    return new QueryStage(url, token, expected ?? (await tellStory(url, token)), stop);
  }

  get expected(): unknown {
    return this.#expected;
  }

  /** @returns the answer's text */
  async ask(): Promise<string> {
    const response = await fetch(this.#url, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query: FOUR_SUBGRAPHS, variables: { first: QUESTION_COUNT } }),
    });
    return response.text();
  }

  /** @throws Error when the answer is not the right one */
  check(answer: unknown): void {
    const { data, errors } = JSON.parse(String(answer));
    if (errors !== undefined || !isDeepStrictEqual(data, this.#expected))
      throw new Error(`The answer is wrong: ${String(answer).slice(0, 400)}`);
  }

  close(): Promise<void> {
    return this.#stop();
  }
}
