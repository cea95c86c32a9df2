import { readFileSync } from 'node:fs';
import { AuditClient, type AuditMessage, auditDeeds, auditRefusals } from '@manuel/audit/client';
import { Cache } from '@manuel/cache';
import { DeadLetters, Jobs, Outbox } from '@manuel/database';
import { ManualsClient } from '@manuel/manuals/client';
import { dispensable, type Logger } from '@manuel/service';
import {
  LetterDesk,
  type Refusal,
  Subgraph,
  type SubgraphService,
  type SubgraphTransport,
} from '@manuel/subgraph';
import { UsageClient } from '@manuel/usage/client';
import { parse } from 'graphql';
import { createContext } from './context.ts';
import { openDatabase } from './database.ts';
import { resolvers } from './resolvers/index.ts';
import type { QueriesServices, SettlementMessage } from './services.ts';

const typeDefs = parse(readFileSync(new URL('../../../schema/queries.graphql', import.meta.url), 'utf8'));

export interface QueriesOptions {
  readonly databaseUrl: string;
  /** Without it the cache is in memory. */
  readonly redisUrl: string | undefined;
  readonly log: Logger;
  /** The ways to the other subgraphs. */
  readonly manuals: SubgraphTransport;
  readonly usage: SubgraphTransport;
  readonly audit: SubgraphTransport;
}

/** Starts the queries subgraph: migrates its schema and answers. */
export async function startQueries(options: QueriesOptions): Promise<SubgraphService> {
  const { services, jobs } = await openServices(options);
  const { database, cache, audit } = services;
  const onRefused = (refusals: readonly Refusal[]) => audit.add(auditRefusals('queries', refusals));
  const subgraph = await Subgraph.start({
    name: 'queries',
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
    routes: () => undefined,
    measure(metrics) {
      database.measure(metrics);
      jobs.measure(metrics);
      cache.measure(metrics);
    },
    onRefused,
    async stop() {
      await subgraph.stop();
      await jobs.close();
      await cache.close();
      await database.close();
    },
  };
}

async function openServices(
  options: QueriesOptions,
): Promise<{ readonly services: QueriesServices; readonly jobs: Jobs }> {
  const { databaseUrl, redisUrl, log, manuals, usage, audit } = options;
  const database = await openDatabase(databaseUrl);
  await database.migrate(log);
  const jobs = await Jobs.open(database, log);
  const auditClient = new AuditClient('queries', audit);
  const usageClient = new UsageClient('queries', usage);
  const letters = new DeadLetters(database, jobs, log);
  const outbox = new Outbox<AuditMessage>(jobs, 'audit', (messages) => auditClient.record(messages), log);
  const services: QueriesServices = {
    database,
    cache: await Cache.open({ url: redisUrl, prefix: 'queries', database, log }),
    audit: outbox,
    settlements: new Outbox<SettlementMessage>(
      jobs,
      'usage',
      (messages) => settle(usageClient, messages),
      log,
    ),
    desk: new LetterDesk(letters, auditDeeds(outbox)),
    manuals: new ManualsClient('queries', manuals),
    usage: usageClient,
    log,
  };
  await letters.start();
  await services.audit.start();
  await services.settlements.start();
  return { services, jobs };
}

/** In their order: a question that was given back and asked again must end as it ended last. */
async function settle(usage: UsageClient, messages: readonly SettlementMessage[]): Promise<void> {
  for (const { settlement, caller, requestId } of messages)
    await usage.settle(settlement, { caller, requestId });
}
