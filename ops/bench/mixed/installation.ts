import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PostgresServer } from '@manuel/database';
import type { Caller } from '@manuel/identity';
import { StopList } from '@manuel/service';
import { freePort, RedisServer } from '@manuel/testkit/redis-server';
import { mintToken } from '../../cli/access-token.ts';
import { ENTRY_POINT, PROCESSES } from '../../start/processes.ts';
import { Program, type ProgramSettings } from '../gateway/own/program.ts';

const root = join(import.meta.dirname, '../../..');
const TOKEN_SECONDS = 12 * 60 * 60;
/** Nobody is to run out of questions, or to wait before asking again. */
const QUOTA = '1000000';

/** The names of the five processes, each after those that it calls. */
export const NAMES: readonly string[] = [...PROCESSES.keys()];

/** By the names of the processes. */
type Ports = ReadonlyMap<string, string>;

/** Manuel as five processes with a PostgreSQL and a Redis of their own, of which nothing is left when it has stopped. */
export class Installation implements AsyncDisposable {
  readonly #base: string;
  readonly #dataFolder: string;
  readonly #settings: Readonly<Record<string, string>>;
  readonly #ports: Ports;
  readonly #programs = new Map<string, Program>();
  readonly #stops: StopList;
  #stopped: Promise<void> | undefined;

  private constructor(base: string, stops: StopList, urls: Readonly<Record<string, string>>, ports: Ports) {
    this.#base = base;
    this.#stops = stops;
    this.#ports = ports;
    this.#dataFolder = join(base, 'data');
    this.#settings = {
      ...urls,
      ...{ MANUEL_DATA_DIR: this.#dataFolder, TMPDIR: join(base, 'tmp'), LOG_LEVEL: 'warn' },
      ...{ QUOTA_PER_DAY: QUOTA, QUOTA_PER_MONTH: QUOTA, RATE_LIMIT_PER_MINUTE: '0' },
      ...Object.fromEntries(
        [...ports].map(([name, port]) => [`${name.toUpperCase()}_URL`, `http://127.0.0.1:${port}/graphql`]),
      ),
    };
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => void this.stop().finally(() => process.exit(1)));
    }
  }

  /** @throws Error when something of it does not start */
  static async start(): Promise<Installation> {
    const base = mkdtempSync(join(tmpdir(), 'mm-'));
    // PostgreSQL's account has to get through, and its socket lies in the folder for temporary files.
    chmodSync(base, 0o755);
    mkdirSync(join(base, 'tmp'));
    chmodSync(join(base, 'tmp'), 0o1777);
    const stops = new StopList();
    stops.add(async () => rmSync(base, { recursive: true, force: true }));
    try {
      const redis = await RedisServer.start();
      stops.add(() => redis.stop());
      const postgres = await PostgresServer.start({ dataFolder: base });
      stops.add(() => postgres.stop());
      const ports = new Map<string, string>();
      for (const name of NAMES) ports.set(name, String(await freePort()));
      const urls = { DATABASE_URL: postgres.url, REDIS_URL: redis.url };
      const installation = new Installation(base, stops, urls, ports);
      stops.add(() => installation.#endAll());
      for (const name of NAMES) await installation.#run(name);
      return installation;
    } catch (error) {
      await stops.stop();
      throw error;
    }
  }

  /** Where a process listens. */
  originOf(name: string): string {
    return `http://127.0.0.1:${this.#ports.get(name)}`;
  }

  /** What the metrics of each process are read with. */
  get metricsToken(): string {
    return readFileSync(join(this.#dataFolder, 'secrets/metrics-token'), 'utf8');
  }

  /** A token for anybody. */
  token(caller: Caller): Promise<string> {
    return mintToken(this.#dataFolder, caller, TOKEN_SECONDS);
  }

  /**
   * Ends a process as those who run containers do, and starts it again in the same place.
   * @throws Error when it does not end in order, or does not come back
   */
  async replace(name: string): Promise<void> {
    const program = this.#programs.get(name);
    await program?.stop();
    if (program?.exitCode !== 0) throw new Error(`${name} did not end in order: ${program?.exitCode}`);
    await this.#run(name);
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stops.stop();
    return this.#stopped;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #endAll(): Promise<void> {
    for (const name of NAMES.toReversed()) await this.#programs.get(name)?.stop();
  }

  async #run(name: string): Promise<void> {
    const settings: ProgramSettings = { ...this.#settings, PORT: this.#ports.get(name) ?? '' };
    const folder = join(this.#base, name);
    mkdirSync(folder, { recursive: true });
    const entry = join(root, PROCESSES.get(name) ?? '', ENTRY_POINT);
    const program = new Program({ entry, settings, folder, readyUrl: `${this.originOf(name)}/health/ready` });
    this.#programs.set(name, program);
    await program.ready();
  }
}
