import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RedisServer } from '@manuel/testkit/redis-server';
import { freePort } from '../gateway-process.ts';
import { Program, type ProgramSettings } from './program.ts';

const counter = pathToFileURL(join(import.meta.dirname, 'count-requests.ts')).href;

/** Where Manuel runs for a benchmark: a data folder and a Redis that nothing else uses and nothing is left of. */
export class Place {
  readonly dataFolder: string;
  /** Empty, to run in. */
  readonly #folder: string;
  readonly #base: string;
  readonly #temporary: string;
  readonly #counts: string;
  readonly #redis: RedisServer;
  readonly #programs: Program[] = [];
  #removed: Promise<void> | undefined;

  private constructor(base: string, redis: RedisServer) {
    this.#base = base;
    this.#redis = redis;
    this.#folder = join(base, 'run');
    this.dataFolder = join(base, 'data');
    this.#temporary = join(base, 'tmp');
    this.#counts = join(base, 'counts');
    for (const folder of [this.#folder, this.#temporary, this.#counts]) mkdirSync(folder);
    // Sockets lie in it, and PostgreSQL may run under another account.
    chmodSync(this.#temporary, 0o1777);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => void this.remove().finally(() => process.exit(1)));
    }
  }

  /** @throws Error when Redis does not start */
  static async make(): Promise<Place> {
    const redis = await RedisServer.start();
    const base = mkdtempSync(join(tmpdir(), 'mb-'));
    // PostgreSQL's account has to get through.
    chmodSync(base, 0o755);
    return new Place(base, redis);
  }

  /** The settings of one start, on ports that are free now. */
  async settings() {
    const urlOf = async () => `http://127.0.0.1:${await freePort()}/graphql`;
    return {
      MANUEL_DATA_DIR: this.dataFolder,
      TMPDIR: this.#temporary,
      REDIS_URL: this.#redis.url,
      PORT: String(await freePort()),
      MANUALS_URL: await urlOf(),
      QUERIES_URL: await urlOf(),
      USAGE_URL: await urlOf(),
      AUDIT_URL: await urlOf(),
      NODE_OPTIONS: `--import=${counter}`,
      COUNTS_FOLDER: this.#counts,
      // One user sends all of a benchmark's requests.
      RATE_LIMIT_PER_MINUTE: '0',
    };
  }

  /** Requests that have reached subgraphs so far. */
  requests(): number {
    const sizes = readdirSync(this.#counts).map((name) => statSync(join(this.#counts, name)).size);
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  /**
   * Starts a program here. @param readyPath succeeds as soon as it is ready
   * @throws Error with what it printed when it does not get ready
   */
  async run(entry: string, settings: ProgramSettings, readyPath: string): Promise<Program> {
    const readyUrl = `http://127.0.0.1:${settings.PORT}${readyPath}`;
    const program = new Program({ entry, settings, folder: this.#folder, readyUrl });
    this.#programs.push(program);
    await program.ready();
    if (this.#removed !== undefined) throw new Error('It was interrupted.');
    return program;
  }

  /** Stops all programs, the last one first. */
  async stop(): Promise<void> {
    for (const program of this.#programs.reverse()) await program.stop();
    this.#programs.length = 0;
  }

  /** Stops everything and removes all files. */
  remove(): Promise<void> {
    this.#removed ??= this.stop()
      .then(() => this.#redis.stop())
      .then(() => rmSync(this.#base, { recursive: true, force: true }));
    return this.#removed;
  }
}
