import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Caller, rotateRing, TokenIssuer } from '@manuel/identity';
import { eventually, freePort, GraphqlTester, temporaryFolder } from '@manuel/testkit';
import { afterAll, beforeAll, expect } from 'vitest';
import { Run } from './child-run.ts';
import { config } from './config.ts';
import type { Settings } from './constellation.ts';

const checkout = fileURLToPath(new URL('..', import.meta.url));
const READY_DEADLINE_MS = 60_000;
const END_DEADLINE_MS = 30_000;
const TOKEN_SECONDS = 3_600;

/** The subgraphs, each after those that it calls. */
export const SUBGRAPHS = ['audit', 'usage', 'manuals', 'queries'] as const;
type ProcessName = (typeof SUBGRAPHS)[number] | 'gateway';

/** One of the five processes. */
interface Part {
  readonly url: string;
  run: Run | undefined;
}

/** The five processes, each started by itself as containers are, so that one can be replaced while the others go on. */
export class ReplaceableProcesses {
  readonly #folder = temporaryFolder();
  readonly #settings: Settings;
  readonly #parts = new Map<ProcessName, Part>();

  private constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** Those of a test file: started before its first test and ended after its last. @param settings a database at least */
  static forFile(settings: Settings): ReplaceableProcesses {
    const processes = new ReplaceableProcesses(settings);
    beforeAll(() => processes.#startAll());
    afterAll(() => processes.#endAll());
    return processes;
  }

  get origin(): string {
    return new URL(this.#part('gateway').url).origin;
  }

  /** GraphQL on behalf of anybody. */
  as(caller: Caller): GraphqlTester {
    const key = readFileSync(join(this.#folder.path, 'secrets', 'token-keys.json'), 'utf8');
    return new GraphqlTester(`${this.origin}/graphql`, async () => ({
      headers: { authorization: `Bearer ${await new TokenIssuer(key).issue(caller, TOKEN_SECONDS)}` },
    }));
  }

  /** Ends a process as those who run containers do, and starts it again in the same place. */
  async replace(name: ProcessName): Promise<void> {
    await this.#end(name, 'SIGTERM');
    await this.#start(name);
  }

  /** Adds a key with which the processes will sign, as `manuel keys rotate` does. @returns since when, in ms since 1970 */
  rotateKeys(): number {
    return Date.parse(rotateRing(this.#folder.path).signFrom);
  }

  async #startAll(): Promise<void> {
    const names: readonly ProcessName[] = [...SUBGRAPHS, 'gateway'];
    for (const name of names)
      this.#parts.set(name, { url: `http://127.0.0.1:${await freePort()}/graphql`, run: undefined });
    for (const name of names) await this.#start(name);
  }

  async #start(name: ProcessName): Promise<void> {
    const part = this.#part(name);
    const folder = name === 'gateway' ? name : join('subgraphs', name);
    const child = spawn(process.execPath, [join(checkout, folder, 'src/main.ts')], {
      env: {
        ...config.environment,
        RATE_LIMIT_PER_MINUTE: '0',
        ...Object.fromEntries(Object.entries(this.#settings).map(([key, value]) => [key, String(value)])),
        ...Object.fromEntries(SUBGRAPHS.map((one) => [`${one.toUpperCase()}_URL`, this.#part(one).url])),
        ...{ MANUEL_DATA_DIR: this.#folder.path, PORT: new URL(part.url).port, LOG_LEVEL: 'warn' },
      },
      // The channel tells it when the test's process is gone, so that it never outlives its test.
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const run = new Run(child);
    part.run = run;
    await eventually(async () => {
      const { status } = await fetch(new URL('/health/ready', part.url));
      expect(status, `${name}: ${run.stderr}`).toBe(200);
    }, READY_DEADLINE_MS);
  }

  async #end(name: ProcessName, signal: NodeJS.Signals): Promise<void> {
    const part = this.#part(name);
    const { run } = part;
    if (run === undefined) return;
    part.run = undefined;
    run.signal(signal);
    const { exit, stderr } = await run.ended(END_DEADLINE_MS);
    expect(exit, `${name}: ${stderr}`).toBe(0);
  }

  async #endAll(): Promise<void> {
    for (const name of [...this.#parts.keys()].reverse()) await this.#end(name, 'SIGINT');
    this.#folder.remove();
  }

  #part(name: ProcessName): Part {
    return this.#parts.get(name) ?? expect.fail(`There is no process ${name}.`);
  }
}
