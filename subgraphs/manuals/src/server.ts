import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AuditClient, type AuditMessage, auditDeeds, auditRefusals } from '@manuel/audit/client';
import { Cache } from '@manuel/cache';
import { DeadLetters, Jobs, Outbox } from '@manuel/database';
import type { OpenEmbedders } from '@manuel/embedding';
import { dispensable, type Logger } from '@manuel/service';
import {
  LetterDesk,
  type Refusal,
  Subgraph,
  type SubgraphService,
  type SubgraphTransport,
} from '@manuel/subgraph';
import { parse } from 'graphql';
import { INGEST_QUEUE, type IngestJob, REVISE_QUEUE } from './actions/ask-reading.ts';
import { ingestLetters } from './actions/ingest-letters.ts';
import { ingestManual } from './actions/ingest-manual.ts';
import { Rereading } from './actions/reread-manuals.ts';
import { createContext } from './context.ts';
import { openDatabase } from './database.ts';
import { FileStore } from './files/file-store.ts';
import { keepSwept } from './files/housekeeping.ts';
import { addFileRoutes } from './files/routes.ts';
import { Tickets } from './files/tickets.ts';
import { resolvers } from './resolvers/index.ts';
import { Embedders } from './search/embedders.ts';
import { IndexKeeper } from './search/index-keeper.ts';
import { ManualIndexer } from './search/manual-indexer.ts';
import { SearchLibrary } from './search/search-library.ts';
import type { ManualLimits, ManualsServices } from './services.ts';

const typeDefs = parse(readFileSync(new URL('../../../schema/manuals.graphql', import.meta.url), 'utf8'));

/** Readings at a time, by queue: each keeps one core busy, and what is new waits for nothing that can be searched. */
const CONCURRENCY = { [INGEST_QUEUE]: 2, [REVISE_QUEUE]: 1 };

export interface ManualsOptions {
  readonly databaseUrl: string;
  /** Without it the cache is in memory. */
  readonly redisUrl: string | undefined;
  readonly dataFolder: string;
  /** Signs upload tickets; at least 32 bytes. */
  readonly ticketSecret: string;
  readonly limits: ManualLimits;
  /** Closed with the service; null when nothing is to be found by meaning. */
  readonly embedding: OpenEmbedders | null;
  /** Memory for the indexes of manuals. */
  readonly searchMemoryBytes: number;
  readonly log: Logger;
  /** The way to the audit subgraph. */
  readonly audit: SubgraphTransport;
}

/** Starts the manuals subgraph: migrates its schema, answers, takes files and ingests them. */
export async function startManuals(options: ManualsOptions): Promise<SubgraphService> {
  const { embedding } = options;
  const embedders = new Embedders(embedding, options.log);
  const services = await openServices(options, embedders);
  const { database, jobs, cache, audit } = services;
  const rereading = await startReading(services);
  const stopIndexing = startIndexing(services, embedders);
  const stopSweeping = keepSwept(database, services.files, options.log);
  const onRefused = (refusals: readonly Refusal[]) => audit.add(auditRefusals('manuals', refusals));
  const subgraph = await Subgraph.start({
    name: 'manuals',
    typeDefs,
    resolvers,
    log: options.log,
    context: (request) => createContext(services, request),
    onRefused,
  });
  return {
    subgraph,
    probes: {
      postgres: () => database.probe(),
      ...(options.redisUrl === undefined ? {} : { redis: dispensable(() => cache.probe()) }),
    },
    routes: (server) => addFileRoutes(server, services),
    measure(metrics) {
      database.measure(metrics);
      jobs.measure(metrics);
      cache.measure(metrics);
      services.library.measure(metrics);
      embedding?.measure(metrics);
    },
    onRefused,
    async stop() {
      await stopSweeping();
      await rereading.stop();
      await subgraph.stop();
      await stopIndexing();
      await jobs.close();
      await embedding?.close();
      await cache.close();
      await database.close();
    },
  };
}

async function openServices(
  { databaseUrl, redisUrl, dataFolder, ticketSecret, limits, searchMemoryBytes, log, audit }: ManualsOptions,
  embedders: Embedders,
): Promise<ManualsServices> {
  const database = await openDatabase(databaseUrl);
  await database.migrate(log);
  const jobs = await Jobs.open(database, log);
  const client = new AuditClient('manuals', audit);
  const outbox = new Outbox<AuditMessage>(jobs, 'audit', (messages) => client.record(messages), log);
  const hooks = ingestLetters(outbox);
  const letters = new DeadLetters(database, jobs, log, { [INGEST_QUEUE]: hooks, [REVISE_QUEUE]: hooks });
  await letters.start();
  await outbox.start();
  const indexer = new ManualIndexer(database, embedders);
  return {
    database,
    jobs,
    audit: outbox,
    letters,
    desk: new LetterDesk(letters, auditDeeds(outbox)),
    cache: await Cache.open({ url: redisUrl, prefix: 'manuals', database, log }),
    files: new FileStore(join(dataFolder, 'files')),
    tickets: new Tickets(ticketSecret),
    indexer,
    library: new SearchLibrary({ database, indexer, embedders, mostBytes: searchMemoryBytes, log }),
    limits,
    log,
  };
}

/** Loads the indexes that there are and makes those that are missing, in the background. @returns what ends it */
function startIndexing(
  { database, jobs, library, log }: ManualsServices,
  embedders: Embedders,
): () => Promise<void> {
  const warming = library
    .warm()
    .catch((error: unknown) => log.warn({ err: error }, 'search indexes are loaded when they are searched'));
  const isBusy = async () => (await jobs.pending(INGEST_QUEUE)) > 0;
  const keeper = new IndexKeeper({ database, embedders, library, isBusy, log });
  return async () => {
    await Promise.all([library.close(), warming, keeper.stop()]);
  };
}

async function startReading(services: ManualsServices): Promise<Rereading> {
  for (const queue of Object.keys(CONCURRENCY)) {
    await services.jobs.queue(queue, {
      retries: 5,
      retryDelaySeconds: 1,
      retryDelayMaxSeconds: 60,
      heartbeatSeconds: 10,
      expireSeconds: 900,
    });
  }
  const rereading = new Rereading(services);
  for (const [queue, concurrency] of Object.entries(CONCURRENCY)) {
    await services.jobs.work<IngestJob>(queue, concurrency, async (attempt) => {
      await ingestManual(services, attempt);
      rereading.look();
    });
  }
  return rereading;
}
