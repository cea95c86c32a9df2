import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Caller, TokenIssuer } from '@manuel/identity';
import { freePort, GraphqlTester, temporaryFolder } from '@manuel/testkit';
import { afterAll, afterEach, beforeAll, expect, onTestFinished } from 'vitest';
import { type Ended, Run } from './child-run.ts';
import { config } from './config.ts';
import { killAll, processTree, runningOf } from './process-tree.ts';

const checkout = fileURLToPath(new URL('..', import.meta.url));
const ENTRY_POINTS = { 'one process': 'ops/start/main.ts', 'five processes': 'ops/start/services.ts' };
const READY = 'Manuel is ready.';
const READY_DEADLINE_MS = 60_000;
const END_DEADLINE_MS = 45_000;
const TOKEN_SECONDS = 3_600;
const TAIL_LINES = 40;
const SUBGRAPH_URLS = ['MANUALS_URL', 'QUERIES_URL', 'USAGE_URL', 'AUDIT_URL'] as const;

/** Time for tests and hooks that start whole processes, on a machine that is busy. */
export const PATIENT = { testTimeout: 120_000, hookTimeout: 120_000 };

/** How Manuel is run: each of its two entry points. */
export type Mode = keyof typeof ENTRY_POINTS;

/** Environment variables of a start. */
export type Settings = Readonly<Record<string, string | number>>;

export interface ConstellationOptions {
  /** Over those that keep this constellation apart from others; a function where they are known late. */
  readonly settings?: Settings | (() => Settings);
  /** The account to run as; needs root. */
  readonly account?: { readonly uid: number; readonly gid: number };
}

/**
 * The whole of Manuel as its users start it: the real entry point in a child process, with a data folder and ports of
 * its own. It can be stopped, killed and started again on the same folder.
 */
export class Constellation {
  readonly mode: Mode;
  readonly dataFolder: string;
  readonly #options: ConstellationOptions;
  readonly #folder = temporaryFolder();
  #environment: Readonly<Record<string, string>> | undefined;
  #run: Run | undefined;
  /** Every process that was started here and has not ended. */
  readonly #open = new Set<Run>();
  #isDisposed = false;
  /** What the entry point started itself: when it is killed, nothing else tells that these belonged to it. */
  #children: readonly number[] = [];

  private constructor(mode: Mode, options: ConstellationOptions) {
    this.mode = mode;
    this.#options = options;
    this.dataFolder = join(this.#folder.path, 'data');
  }

  /** One for a whole test file: started before its first test and stopped after its last. */
  static forFile(mode: Mode, options: ConstellationOptions = {}): Constellation {
    const constellation = new Constellation(mode, options);
    beforeAll(() => constellation.start());
    afterEach(({ task }) => {
      if (task.result?.state === 'fail') console.error(constellation.tail());
    });
    afterAll(async () => {
      try {
        await constellation.stop();
      } finally {
        await constellation.dispose();
      }
    });
    return constellation;
  }

  /** One for the running test, which starts it; whatever it leaves running is killed. */
  static forTest(mode: Mode, options: ConstellationOptions = {}): Constellation {
    const constellation = new Constellation(mode, options);
    onTestFinished(async ({ task }) => {
      if (task.result?.state === 'fail') console.error(constellation.tail());
      await constellation.dispose();
    });
    return constellation;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#environment?.PORT}`;
  }

  /** Where each of its processes is reached, the gateway first. */
  get origins(): readonly string[] {
    const others = this.mode === 'one process' ? [] : SUBGRAPH_URLS;
    return [this.origin, ...others.map((name) => new URL(this.#environment?.[name] ?? '').origin)];
  }

  get graphqlUrl(): string {
    return `${this.origin}/graphql`;
  }

  /** All that it has printed for people since its last start. */
  get printed(): string {
    return this.#run?.stdout ?? '';
  }

  /** The process id of its own PostgreSQL; undefined when there is none, or it was stopped in order. */
  get postgresPid(): number | undefined {
    const [pid] = this.#postmaster();
    return pid === undefined ? undefined : Number(pid);
  }

  /** The processes that the entry point started, without PostgreSQL. */
  get childPids(): readonly number[] {
    return this.#children.filter((pid) => pid !== this.postgresPid);
  }

  /** Where its own PostgreSQL is reached while it runs. */
  get postgresUrl(): string {
    // The fifth line of postmaster.pid is the folder of the socket.
    const sockets = this.#postmaster()[4] ?? '';
    return `postgresql://postgres@localhost:5432/manuel?host=${encodeURIComponent(sockets)}`;
  }

  /** Starts it and waits until it is ready. @throws Error with what it printed when it does not get ready */
  async start(): Promise<void> {
    if (this.#run !== undefined) throw new Error('This constellation runs already.');
    const run = this.#spawn(await this.#readEnvironment());
    this.#run = run;
    if (!(await run.printed(READY, READY_DEADLINE_MS))) {
      throw new Error(`Manuel did not get ready.\n${this.tail()}`);
    }
    this.#children = processTree(run.pid, 1).slice(1);
    const { status } = await fetch(`${this.origin}/health/ready`);
    expect(status, this.tail()).toBe(200);
  }

  /** Starts it once more, beside the running one if there is one, where it cannot start. @returns how it ended */
  async startInVain(settings: Settings = {}): Promise<Ended> {
    const environment = { ...(await this.#readEnvironment()), ...textsOf(settings) };
    return this.#spawn(environment).ended(END_DEADLINE_MS);
  }

  /** Ends it as Ctrl-C does, and expects exit code 0 and that nothing of it is left running. */
  async stop(): Promise<void> {
    const run = this.#run;
    if (run === undefined) return;
    const all = this.#pids();
    run.signal('SIGINT');
    const { exit } = await run.ended(END_DEADLINE_MS);
    expect(exit, `the exit code\n${this.tail()}`).toBe(0);
    expect(runningOf(all), `still running\n${this.tail()}`).toEqual([]);
    this.#run = undefined;
    this.#children = [];
  }

  /** Kills one of its processes, and expects that it then ends with all others by itself. */
  async endOf(pid: number): Promise<Ended> {
    const all = this.#pids();
    await killAll([pid]);
    const ended = (await this.#run?.ended(END_DEADLINE_MS)) ?? expect.fail('It does not run.');
    expect(runningOf(all), `still running\n${this.tail()}`).toEqual([]);
    this.#run = undefined;
    this.#children = [];
    return ended;
  }

  /** Ends all of its processes, PostgreSQL too, as a power cut would. */
  async kill(): Promise<void> {
    await killAll(this.#pids());
    await this.#run?.ended(END_DEADLINE_MS);
    this.#run = undefined;
    this.#children = [];
  }

  /** Ends the entry point's process alone; PostgreSQL stays. */
  async killNode(): Promise<void> {
    if (this.#run === undefined) return;
    await killAll([this.#run.pid]);
    await this.#run.ended(END_DEADLINE_MS);
    this.#run = undefined;
  }

  /** Ends what still runs and removes its folder. A test that ran out of time cannot start it again. */
  async dispose(): Promise<void> {
    this.#isDisposed = true;
    await this.kill();
    this.#folder.remove();
  }

  /**
   * A token for anybody, made with the installation's own key.
   * @param lifetimeSeconds below 0 for one that is over
   * @param audience of whom it is for, where that is not the gateway
   */
  token(caller: Caller, lifetimeSeconds = TOKEN_SECONDS, audience?: string): Promise<string> {
    const key = readFileSync(join(this.dataFolder, 'secrets', 'token-keys.json'), 'utf8');
    return new TokenIssuer(key, audience).issue(caller, lifetimeSeconds);
  }

  /** GraphQL on behalf of anybody. */
  as(caller: Caller): GraphqlTester {
    return new GraphqlTester(this.graphqlUrl, async () => ({
      headers: { authorization: `Bearer ${await this.token(caller)}` },
    }));
  }

  /** Runs `manuel` with --json against it. @returns its document, where it printed one, and its exit code */
  async manuel(...args: string[]): Promise<Ended & { readonly document: unknown }> {
    const env = { ...config.environment, MANUEL_URL: this.graphqlUrl, MANUEL_DATA_DIR: this.dataFolder };
    const command = [join(checkout, 'ops/cli/main.ts'), ...args, '--json'];
    const child = execFile(process.execPath, command, { env, cwd: this.#folder.path });
    const ended = await this.#follow(child).ended(END_DEADLINE_MS);
    return { ...ended, document: ended.stdout === '' ? undefined : JSON.parse(ended.stdout) };
  }

  /** What it printed, and the end of its log. */
  tail(): string {
    const file = join(this.dataFolder, 'manuel.log');
    const log = existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').slice(-TAIL_LINES) : [];
    const { stdout = '', stderr = '' } = this.#run ?? {};
    return `--- ${this.mode}, printed:\n${stdout}${stderr}\n--- its log ends with:\n${log.join('\n')}\n---`;
  }

  async #readEnvironment(): Promise<Readonly<Record<string, string>>> {
    if (this.#environment !== undefined) return this.#environment;
    const temporary = join(this.#folder.path, 'tmp');
    mkdirSync(temporary);
    // Sockets lie in it, and PostgreSQL may run under another account.
    chmodSync(temporary, 0o1777);
    const { settings = {}, account } = this.#options;
    if (account !== undefined) chownSync(this.#folder.path, account.uid, account.gid);
    this.#environment = {
      ...config.environment,
      ...(account === undefined ? {} : { HOME: this.#folder.path }),
      ...{ TMPDIR: temporary, MANUEL_DATA_DIR: this.dataFolder },
      // Tests ask more in a minute than anybody else, and all from one address.
      RATE_LIMIT_PER_MINUTE: '0',
      ...(await freePorts()),
      ...textsOf(typeof settings === 'function' ? settings() : settings),
    };
    return this.#environment;
  }

  #spawn(env: Readonly<Record<string, string>>): Run {
    if (this.#isDisposed) throw new Error('The test is over.');
    const child = spawn(process.execPath, [join(checkout, ENTRY_POINTS[this.mode])], {
      ...this.#options.account,
      ...{ cwd: checkout, env },
      // The channel tells it when the test's process is gone, so that it never outlives its test.
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    return this.#follow(child);
  }

  #follow(child: ChildProcess): Run {
    const run = new Run(child);
    this.#open.add(run);
    child.once('close', () => this.#open.delete(run));
    return run;
  }

  /** All of its processes that run now. */
  #pids(): number[] {
    const started = [...this.#open].map(({ pid }) => pid);
    const roots = [...started, this.postgresPid, ...this.#children].filter((pid) => pid !== undefined);
    return [...new Set(runningOf(roots).flatMap((pid) => processTree(pid)))];
  }

  #postmaster(): string[] {
    const file = join(this.dataFolder, 'postgres', 'postmaster.pid');
    return existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  }
}

function textsOf(settings: Settings): Record<string, string> {
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)]));
}

async function freePorts(): Promise<Record<string, string>> {
  const ports = { PORT: String(await freePort()) };
  const urls = SUBGRAPH_URLS.map(
    async (name) => [name, `http://127.0.0.1:${await freePort()}/graphql`] as const,
  );
  return { ...ports, ...Object.fromEntries(await Promise.all(urls)) };
}
