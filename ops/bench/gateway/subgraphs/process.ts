import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { type SubgraphName, subgraphNames } from './schemas.ts';

const countsShape = z.object({ requests: z.number(), withoutAuthorization: z.number() });

/** What the subgraphs have been asked since they started. */
export type Counts = z.infer<typeof countsShape>;

/** The running mock subgraphs. */
export class SubgraphProcess {
  readonly #process: ChildProcess;
  readonly #origin: string;

  private constructor(child: ChildProcess, port: string) {
    this.#process = child;
    this.#origin = `http://127.0.0.1:${port}`;
  }

  /** @param folder with schemas and data  @throws Error when it ends instead of listening */
  static async start(folder: string, delayMilliseconds: number): Promise<SubgraphProcess> {
    const program = join(import.meta.dirname, 'server.ts');
    const child = spawn(process.execPath, [program, folder, String(delayMilliseconds)], {
      // The channel tells it when this program has ended, however that came.
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    if (child.stdout === null) throw new Error('The mock subgraphs cannot say where they listen.');
    const lines = createInterface({ input: child.stdout });
    const ended = once(child, 'exit').then(() => {
      throw new Error('The mock subgraphs ended before they listened.');
    });
    const [port] = await Promise.race([once(lines, 'line'), ended]);
    ended.catch(() => undefined);
    return new SubgraphProcess(child, String(port));
  }

  get id(): number {
    return this.#process.pid ?? -1;
  }

  url(name: SubgraphName): string {
    return `${this.#origin}/${name}`;
  }

  /** The supergraph of the folder with its routing URLs turned to this process. */
  supergraph(folder: string): string {
    const sdl = readFileSync(join(folder, 'supergraph.graphql'), 'utf8');
    return subgraphNames.reduce(
      (text, name) => text.replace(new RegExp(`"http[^"]*/${name}"`), `"${this.url(name)}"`),
      sdl,
    );
  }

  async counts(): Promise<Counts> {
    const response = await fetch(`${this.#origin}/counts`);
    return countsShape.parse(await response.json());
  }

  stop(): void {
    this.#process.kill();
  }
}
