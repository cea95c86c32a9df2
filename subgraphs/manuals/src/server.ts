import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AuditClient, type AuditMessage, auditDeeds, auditRefusals } from '@manuel/audit/client';
import { Cache } from '@manuel/cache';
import { DeadLetters, Jobs, Outbox } from '@manuel/database';
import { dispensable, type Logger } from '@manuel/service';
import {
  LetterDesk,
  type Refusal,
  Subgraph,
  type SubgraphService,
  type SubgraphTransport,
} from '@manuel/subgraph';
import { parse } from 'graphql';
import { INGEST_QUEUE, type IngestJob, ingestLetters, ingestManual } from './actions/ingest-manual.ts';
import { createContext } from './context.ts';
import { openDatabase } from './database.ts';
import { FileStore } from './files/file-store.ts';
import { keepSwept } from './files/housekeeping.ts';
import { addFileRoutes } from './files/routes.ts';
import { Tickets } from './files/tickets.ts';
import { resolvers } from './resolvers/index.ts';
import { SearchLibrary } from './search/search-library.ts';
import type { ManualLimits, ManualsServices } from './services.ts';

const typeDefs = parse(readFileSync(new URL('../../../schema/manuals.graphql', import.meta.url), 'utf8'));

/** Ingestions at a time: each keeps one core busy. */
const INGEST_CONCURRENCY = 2;

export interface ManualsOptions {
  readonly databaseUrl: string;
  /** Without it the cache is in memory. */
  readonly redisUrl: string | undefined;
  readonly dataFolder: string;
  /** Signs upload tickets; at least 32 bytes. */
  readonly ticketSecret: string;
  readonly limits: ManualLimits;
  readonly log: Logger;
  /** The way to the audit subgraph. */
  readonly audit: SubgraphTransport;
}

/** Starts the manuals subgraph: migrates its schema, answers, takes files and ingests them. */
export async function startManuals(options: ManualsOptions): Promise<SubgraphService> {
  const services = await openServices(options);
  const { database, jobs, cache, audit } = services;
  await startIngesting(services);
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
    },
    onRefused,
    async stop() {
      stopSweeping();
      await subgraph.stop();
      await jobs.close();
      await cache.close();
      await database.close();
    },
  };
}

async function openServices({
  databaseUrl,
  redisUrl,
  dataFolder,
  ticketSecret,
  limits,
  log,
  audit,
}: ManualsOptions): Promise<ManualsServices> {
  const database = await openDatabase(databaseUrl);
  await database.migrate(log);
  const jobs = await Jobs.open(database, log);
  const client = new AuditClient('manuals', audit);
  const outbox = new Outbox<AuditMessage>(jobs, 'audit', (messages) => client.record(messages), log);
  const letters = new DeadLetters(database, jobs, log, { [INGEST_QUEUE]: ingestLetters(outbox) });
  await letters.start();
  await outbox.start();
  return {
    database,
    jobs,
    audit: outbox,
    letters,
    desk: new LetterDesk(letters, auditDeeds(outbox)),
    cache: await Cache.open({ url: redisUrl, prefix: 'manuals', database, log }),
    files: new FileStore(join(dataFolder, 'files')),
    tickets: new Tickets(ticketSecret),
    library: new SearchLibrary(database),
    limits,
    log,
  };
}

async function startIngesting(services: ManualsServices): Promise<void> {
  await services.jobs.queue(INGEST_QUEUE, {
    retries: 5,
    retryDelaySeconds: 1,
    retryDelayMaxSeconds: 60,
    heartbeatSeconds: 10,
    expireSeconds: 900,
  });
  await services.jobs.work<IngestJob>(INGEST_QUEUE, INGEST_CONCURRENCY, (attempt) =>
    ingestManual(services, attempt),
  );
}
