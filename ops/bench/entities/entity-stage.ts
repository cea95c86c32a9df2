import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { Cache } from '@manuel/cache';
import type { Database, UnitOfWork } from '@manuel/database';
import type { Caller } from '@manuel/identity';
import { openDatabase } from '@manuel/manuals/database';
import {
  cachedManuals,
  createLoaders,
  IngestionRepository,
  type Loaders,
  type ManualReader,
  ManualRepository,
  PassageRepository,
  resolvers,
} from '@manuel/manuals/reading';
import { createLogger, newId } from '@manuel/service';
import { type RequestContext, Subgraph, type SubgraphAnswer } from '@manuel/subgraph';
import { parse } from 'graphql';
import { dataloaderReader, entityReader } from './database.ts';

const READINGS = ['cached', 'uncached', 'mikroFind', 'mikroLoader', 'mikroResultCache'] as const;
/** How the manuals of a call are read. */
export type Reading = (typeof READINGS)[number];

const COUNT = 100;
const QUERY = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) {
    ... on Manual { id title }
  }
}`;
const typeDefs = parse(readFileSync(new URL('../../../schema/manuals.graphql', import.meta.url), 'utf8'));
const caller: Caller = { id: 'ada', workspace: 'bench', roles: ['reader'] };
const log = createLogger('bench', 'warn');

interface EntityContext extends RequestContext {
  readonly loaders: Loaders;
  /** In place of a loader of ours. */
  readonly load: (id: string) => Promise<unknown>;
}

/** The manuals subgraph with a hundred manuals, asked for all of them as entities in one call. */
export class EntityStage {
  readonly #database: Database;
  readonly #cache: Cache;
  readonly #ids: readonly string[];
  readonly #subgraphs = new Map<Reading, Subgraph<EntityContext>>();

  private constructor(database: Database, cache: Cache, ids: readonly string[]) {
    this.#database = database;
    this.#cache = cache;
    this.#ids = ids;
  }

  static async open(databaseUrl: string, redisUrl: string): Promise<EntityStage> {
    const database = await openDatabase(databaseUrl);
    await database.migrate(log);
    const ids = Array.from({ length: COUNT }, () => newId());
    await database.transaction((em) => addManuals(em, ids));
    const cache = await Cache.open({ url: redisUrl, prefix: 'manuals', database, log });
    const stage = new EntityStage(database, cache, ids);
    for (const reading of READINGS) stage.#subgraphs.set(reading, await stage.#subgraph(reading));
    return stage;
  }

  /** The ids of the manuals that are asked for. */
  get ids(): readonly string[] {
    return this.#ids;
  }

  /** A call that is ready to be made. */
  async call(reading: Reading): Promise<() => Promise<SubgraphAnswer>> {
    const subgraph = this.#subgraphs.get(reading);
    if (subgraph === undefined) throw new Error(`Nobody reads ${reading}.`);
    const origin = { caller, service: null, requestId: newId() };
    const representations = this.#ids.map((id) => ({ __typename: 'Manual', id }));
    return () => subgraph.execute({ query: QUERY, variables: { representations } }, origin);
  }

  /** @throws Error when the answer is not all of the manuals, in the order of their representations */
  check({ data, errors }: SubgraphAnswer): void {
    const found = Object(data)._entities?.map((manual: { id: string; title: string }) => [
      manual.id,
      manual.title,
    ]);
    const right = this.#ids.map((id, index) => [id, `Manual ${index}`]);
    if (errors !== undefined || !isDeepStrictEqual(found, right))
      throw new Error(`The answer is wrong: ${JSON.stringify({ data, errors }).slice(0, 400)}`);
  }

  async close(): Promise<void> {
    for (const subgraph of this.#subgraphs.values()) await subgraph.stop();
    await this.#cache.close();
    await this.#database.close();
  }

  #subgraph(reading: Reading): Promise<Subgraph<EntityContext>> {
    return Subgraph.start({
      ...{ name: 'manuals', typeDefs, log },
      resolvers:
        reading === 'mikroLoader'
          ? { ...resolvers, Manual: { ...resolvers.Manual, __resolveReference: loadByItself } }
          : resolvers,
      context: (request: RequestContext) => this.#context(reading, request),
      onRefused: async () => undefined,
    });
  }

  #context(reading: Reading, request: RequestContext): EntityContext {
    const em = this.#database.fork();
    const passages = new PassageRepository(em);
    const readers = { passages, passagePages: passages, ingestions: new IngestionRepository(em) };
    const loaders = createLoaders({ ...readers, manuals: this.#reader(reading, em) }, caller.workspace);
    return { ...request, loaders, load: dataloaderReader(em) };
  }

  #reader(reading: Reading, em: UnitOfWork): ManualReader {
    if (reading === 'mikroFind' || reading === 'mikroResultCache')
      return entityReader(em, reading === 'mikroResultCache');
    const manuals = new ManualRepository(em);
    return reading === 'cached' ? cachedManuals(manuals, this.#cache) : manuals;
  }
}

function loadByItself({ id }: { id: string }, { load }: EntityContext): Promise<unknown> {
  return load(id);
}

async function addManuals(em: UnitOfWork, ids: readonly string[]): Promise<void> {
  for (const [index, id] of ids.entries())
    await new ManualRepository(em).add({
      ...{ id, workspace: caller.workspace, title: `Manual ${index}`, product: 'drill', language: 'en' },
      ...{ fileName: 'drill.pdf', mediaType: 'application/pdf', byteSize: 1_000_000, pageCount: 120 },
      ...{ sha256: randomUUID().replaceAll('-', '').repeat(2), status: 'READY', revision: 1 },
      ...{ addedAt: new Date(), addedBy: 'ada', engine: 1, triedEngine: 1, pagesWithoutText: [] },
    });
}
