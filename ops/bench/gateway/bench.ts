import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GatewayName } from './gateways/descriptor.ts';
import { type Load, measureRound, type Round } from './round.ts';
import type { Stage } from './stand.ts';
import type { Workload } from './workloads.ts';

/** Measures gateways one round at a time, each in fresh processes. */
export class Bench {
  readonly #stage: Stage;
  readonly #load: Load;
  readonly #rounds = new Map<string, Round[]>();
  #folder: string | undefined;

  constructor(stage: Stage, load: Load) {
    this.#stage = stage;
    this.#load = load;
    process.once('exit', () => this.#clear());
  }

  /** The rounds of a gateway so far, in order. */
  roundsOf(workload: string, gateway: GatewayName): readonly Round[] {
    return this.#rounds.get(`${workload} ${gateway}`) ?? [];
  }

  /** One more round. @throws Error that names gateway and workload when it does not start or answers wrong */
  async run(workload: Workload, gateway: GatewayName): Promise<Round> {
    const folder = mkdtempSync(join(tmpdir(), 'gateway-bench-'));
    this.#folder = folder;
    try {
      const round = await this.#measure(workload, gateway, folder);
      this.#rounds.set(`${workload.name} ${gateway}`, [...this.roundsOf(workload.name, gateway), round]);
      return round;
    } catch (cause) {
      throw new Error(`${gateway}, workload ${workload.name}: ${messageOf(cause)}`, { cause });
    } finally {
      this.#clear();
    }
  }

  async #measure(workload: Workload, gateway: GatewayName, folder: string): Promise<Round> {
    const stand = await this.#stage.start(workload, gateway, folder);
    try {
      return await measureRound(workload, stand, this.#load);
    } finally {
      await stand.stop();
    }
  }

  #clear(): void {
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
