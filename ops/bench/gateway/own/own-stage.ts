import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { takeOutAccess } from '@manuel/gateway';
import { mintToken } from '../../../cli/access-token.ts';
import { DEMO_CALLERS, DEMO_TOKEN_SECONDS } from '../../../start/demo.ts';
import { freePort } from '../gateway-process.ts';
import type { GatewayName } from '../gateways/descriptor.ts';
import { commandOf, coreTime, treeOf, usageOf, usageOfTree } from '../process-tree.ts';
import type { Stage, Stand } from '../stand.ts';
import type { Workload } from '../workloads.ts';
import { Place } from './place.ts';
import type { Program } from './program.ts';
import { FOUR_SUBGRAPHS, QUESTION_COUNT, tellStory } from './story.ts';

const root = join(import.meta.dirname, '../../../..');
const ONE_PROCESS = join(root, 'ops/start/main.ts');
const FIVE_PROCESSES = join(root, 'ops/start/services.ts');
const GATEWAY = join(root, 'gateway/src/main.ts');
const STOCK_APOLLO = join(import.meta.dirname, 'stock-apollo.ts');
const SUPERGRAPH = join(root, 'schema/supergraph.graphql');
/** A page has at most so many questions. */
const LONGEST_PAGE = 100;

/**
 * Manuel itself over its own four subgraphs, with PostgreSQL and Redis: in five processes, in one, and in five with
 * stock Apollo before the same four. All rounds read one story from one data folder.
 */
export class OwnStage implements Stage, AsyncDisposable {
  readonly workload: Workload;
  readonly #place: Place;

  private constructor(place: Place, workload: Workload) {
    this.#place = place;
    this.workload = workload;
  }

  /** Tells the story once. @throws Error when Manuel does not start or answers wrong */
  static async open(): Promise<OwnStage> {
    const place = await Place.make();
    try {
      return new OwnStage(place, await readWorkload(place));
    } catch (error) {
      await place.remove();
      throw error;
    }
  }

  async start(_workload: Workload, gateway: GatewayName): Promise<Stand> {
    const settings = await this.#place.settings();
    switch (gateway) {
      case 'manuel-one-process': {
        const manuel = await this.#place.run(ONE_PROCESS, settings, '/health/ready');
        return this.#stand(settings.PORT, [manuel.id], []);
      }
      case 'manuel': {
        const manuel = await this.#place.run(FIVE_PROCESSES, settings, '/health/ready');
        const { gateways, others } = processesOf(manuel);
        return this.#stand(settings.PORT, gateways, others);
      }
      case 'apollo': {
        const { others } = processesOf(await this.#place.run(FIVE_PROCESSES, settings, '/health/ready'));
        const port = String(await freePort());
        const stock = { ...settings, ...stockSettings, SUPERGRAPH: this.#bareSupergraph(), PORT: port };
        const apollo = await this.#place.run(STOCK_APOLLO, stock, '/graphql?query={__typename}');
        return this.#stand(port, [apollo.id], others);
      }
      default:
        throw new Error('Only manuel, manuel-one-process and apollo stand before Manuel’s own subgraphs.');
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#place.remove();
  }

  /** Stock Apollo refuses a supergraph that says who may have what; the subgraphs keep their rules. */
  #bareSupergraph(): string {
    const file = join(this.#place.dataFolder, 'bare-supergraph.graphql');
    writeFileSync(file, takeOutAccess(readFileSync(SUPERGRAPH, 'utf8')).bareSdl);
    return file;
  }

  #stand(port: string, gateways: readonly number[], others: readonly number[]): Stand {
    return {
      port: Number(port),
      gateway: () => usageOf(gateways),
      subgraphs: () => usageOf(others),
      counts: async () => ({ requests: this.#place.requests(), withoutAuthorization: 0 }),
      watch,
      stop: () => this.#place.stop(),
    };
  }
}

/** As Apollo's documentation says, and without what counts in subgraphs. */
const stockSettings = { NODE_ENV: 'production', APOLLO_TELEMETRY_DISABLED: 'true', NODE_OPTIONS: '' };

/** Starts Manuel on an empty data folder for the story alone. */
async function readWorkload(place: Place): Promise<Workload> {
  const settings = await place.settings();
  await place.run(ONE_PROCESS, settings, '/health/ready');
  try {
    const token = await mintToken(place.dataFolder, DEMO_CALLERS.ada, DEMO_TOKEN_SECONDS);
    return {
      name: 'own',
      query: FOUR_SUBGRAPHS,
      variablesOf: (number) => ({
        first: QUESTION_COUNT + (number % (LONGEST_PAGE - QUESTION_COUNT + 1)),
      }),
      authorization: `Bearer ${token}`,
      expected: await tellStory(`http://127.0.0.1:${settings.PORT}/graphql`, token),
      ownCaller: false,
      gateways: ['manuel', 'manuel-one-process', 'apollo'],
    };
  } finally {
    await place.stop();
  }
}

/** Manuel's gateway, and whatever else of five processes is not PostgreSQL. */
function processesOf({ id }: Program): { gateways: readonly number[]; others: readonly number[] } {
  const ours = treeOf(id).filter((each) => basename(commandOf(each)[0] ?? '') === basename(process.execPath));
  const isGateway = (each: number) => commandOf(each).includes(GATEWAY);
  return { gateways: ours.filter(isGateway), others: ours.filter((each) => !isGateway(each)) };
}

/** Nobody has a core of his own here: whatever is not of this benchmark is foreign. */
function watch() {
  const { busyMs, totalMs } = coreTime('all');
  const { user, system } = process.cpuUsage();
  return {
    foreign: { busyMs: busyMs - usageOfTree(process.pid).cpuMs, totalMs },
    load: { busyMs: (user + system) / 1000, totalMs: performance.now() },
  };
}
