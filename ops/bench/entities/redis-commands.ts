import { createClient } from '@keyv/redis';

/** Commands that Redis has run, by name. */
export type Commands = Readonly<Record<string, number>>;

/** What asks Redis itself, or keeps a connection alive. */
const NOT_COUNTED = new Set([
  'info',
  'ping',
  'hello',
  'client',
  'client|setinfo',
  'flushdb',
  'select',
  'keys',
  'unlink',
]);

/** Counts the commands that a Redis runs, as it says itself. */
export class RedisCommands {
  readonly client: ReturnType<typeof createClient>;
  #before: Commands = {};

  private constructor(client: ReturnType<typeof createClient>) {
    this.client = client;
  }

  static async connect(url: string): Promise<RedisCommands> {
    const client = createClient({ url });
    await client.connect();
    // @keyv/redis names the general client; this one has Redis's default modules, which it does not use.
    const commands = new RedisCommands(client as ReturnType<typeof createClient>);
    await commands.take();
    return commands;
  }

  /** The commands since the last time; those within a script as well as the call of the script. */
  async take(): Promise<Commands> {
    const before = this.#before;
    this.#before = await this.#all();
    const since = Object.entries(this.#before).map(
      ([name, calls]) => [name, calls - (before[name] ?? 0)] as const,
    );
    return Object.fromEntries(since.filter(([name, calls]) => calls > 0 && !NOT_COUNTED.has(name)));
  }

  close(): void {
    this.client.destroy();
  }

  async #all(): Promise<Commands> {
    const lines = (await this.client.info('commandstats')).matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm);
    return Object.fromEntries([...lines].map(([, name = '', calls]) => [name, Number(calls)]));
  }
}
