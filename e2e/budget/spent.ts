import { randomUUID } from 'node:crypto';
import { createClient } from '@keyv/redis';
import { eventually, type RedisServer } from '@manuel/testkit';
import { StatementLog } from '@manuel/testkit/statement-log';
import { expect } from 'vitest';

/** What one operation had PostgreSQL and Redis do, by subgraph: a short name for each statement and script, sorted. */
export type Spent = Readonly<
  Record<string, { readonly sql: readonly string[]; readonly redis: readonly string[] }>
>;

const SUBGRAPHS = ['manuals', 'queries', 'usage', 'audit'] as const;
/** A script is known by the first command that it runs. */
const SCRIPTS = new Map([
  ['INFO', 'read'],
  ['GET', 'fill'],
  ['SADD', 'block'],
  ['SREM', 'release'],
]);
/** Statements that are run now and then for no operation, each in a transaction of its own. */
const HOUSEKEEPING = /usage\.charges where state = 'TAKEN' and taken_at </;

/** Tells what operations cost the database and the cache, as those say themselves. */
export class Spending {
  readonly #log: StatementLog;
  readonly #redis: RedisServer;
  readonly #stop: () => void;
  readonly #commands: string[];

  private constructor(log: StatementLog, redis: RedisServer, commands: string[], stop: () => void) {
    this.#log = log;
    this.#redis = redis;
    this.#commands = commands;
    this.#stop = stop;
  }

  /** @param logFile of a PostgreSQL that was started with `StatementLog.settings` */
  static async watch(logFile: string, redis: RedisServer): Promise<Spending> {
    const commands: string[] = [];
    const client = createClient({ url: redis.url });
    await client.connect();
    await client.monitor((command) => commands.push(String(command)));
    return new Spending(new StatementLog(logFile), redis, commands, () => client.destroy());
  }

  /** Empties the cache. */
  async forgetAll(): Promise<void> {
    await this.#redis.command('FLUSHALL');
  }

  /** What was spent while `work` ran and until it had ended. */
  async of(work: () => Promise<unknown>): Promise<Spent> {
    await this.#heard();
    this.#take();
    await work();
    await this.#heard();
    return this.#take();
  }

  close(): void {
    this.#stop();
  }

  /** Waits until Redis has told of everything that it was asked before. */
  async #heard(): Promise<void> {
    const mark = randomUUID();
    await this.#redis.command('ECHO', mark);
    await eventually(async () => expect(this.#commands.some((command) => command.includes(mark))).toBe(true));
  }

  #take(): Spent {
    const statements = this.#log.take();
    const scripts = scriptsIn(this.#commands.splice(0));
    const bySubgraph = SUBGRAPHS.map((name) => {
      const texts = statements
        .filter(({ application }) => application === `manuel-${name}`)
        .map(({ text }) => text);
      const redis = scripts.filter(({ owner }) => owner === name).map(({ script }) => script);
      const sql = withoutHousekeeping(texts).map(shortOf).sort();
      // Entries are delivered in batches: two that come together are one insert or two.
      const steady = name === 'audit' ? [...new Set(sql)] : sql;
      return [name, { sql: steady, redis: redis.sort() }] as const;
    });
    return Object.fromEntries(bySubgraph.filter(([, { sql, redis }]) => sql.length + redis.length > 0));
  }
}

function withoutHousekeeping(statements: readonly string[]): string[] {
  const left = statements.filter((text) => !HOUSEKEEPING.test(text));
  for (let transaction = left.length; transaction < statements.length; transaction += 1)
    for (const edge of ['begin', 'commit']) {
      const index = left.findIndex((text) => text.toLowerCase() === edge);
      if (index >= 0) left.splice(index, 1);
    }
  return left;
}

/** Such as `select manuals.passages`: the verb, and the tables in their order. */
function shortOf(statement: string): string {
  const plain = statement.replaceAll('"', '');
  const [verb = ''] = plain.split(/[\s(]/, 1);
  const what = /^select count\(/i.test(plain) ? 'count' : verb.toLowerCase();
  const tables = [...plain.matchAll(/\b(?:from|into|join|update) (\w+\.\w+)/gi)].map(([, table]) => table);
  return [what, ...new Set(tables)].join(' ');
}

/** The scripts that were called, each with whom its keys belong to. */
function scriptsIn(commands: readonly string[]): { owner: string; script: string }[] {
  return commands.flatMap((command, index) => {
    const [, owner] = /"(?:EVALSHA|EVAL)" .*? "\{?(\w+)\}?:/i.exec(command) ?? [];
    const [, first = ''] = / lua\] "(\w+)"/i.exec(commands[index + 1] ?? '') ?? [];
    const script = SCRIPTS.get(first.toUpperCase());
    return owner === undefined || script === undefined ? [] : [{ owner, script }];
  });
}
