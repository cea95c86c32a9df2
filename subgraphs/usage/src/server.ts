import { readFileSync } from 'node:fs';
import { AuditClient, type AuditMessage, auditDeeds, auditRefusals } from '@manuel/audit/client';
import { DeadLetters, Jobs, Outbox } from '@manuel/database';
import type { Logger } from '@manuel/service';
import {
  LetterDesk,
  type Refusal,
  Subgraph,
  type SubgraphService,
  type SubgraphTransport,
} from '@manuel/subgraph';
import { parse } from 'graphql';
import { returnStale } from './actions/return-stale.ts';
import { createContext } from './context.ts';
import { openDatabase } from './database.ts';
import { resolvers } from './resolvers/index.ts';
import type { QuotaLimits } from './rules/quota.ts';

const typeDefs = parse(readFileSync(new URL('../../../schema/usage.graphql', import.meta.url), 'utf8'));

/** An asker that has not settled by then has died. */
const LEASE_SECONDS = 120;
const SWEEP_MS = 15_000;

export interface UsageOptions {
  readonly databaseUrl: string;
  readonly log: Logger;
  readonly limits: QuotaLimits;
  /** The way to the audit subgraph. */
  readonly audit: SubgraphTransport;
}

/** Starts the usage subgraph: migrates its schema, answers, and returns what dead askers took. */
export async function startUsage({
  databaseUrl,
  log,
  limits,
  audit,
}: UsageOptions): Promise<SubgraphService> {
  const database = await openDatabase(databaseUrl);
  await database.migrate(log);
  const jobs = await Jobs.open(database, log);
  const client = new AuditClient('usage', audit);
  const outbox = new Outbox<AuditMessage>(jobs, 'audit', (messages) => client.record(messages), log);
  const letters = new DeadLetters(database, jobs, log);
  const desk = new LetterDesk(letters, auditDeeds(outbox));
  await letters.start();
  await outbox.start();
  const sweep = setInterval(() => {
    returnStale(database, LEASE_SECONDS).catch((error: unknown) =>
      log.warn({ err: error }, 'stale charges wait'),
    );
  }, SWEEP_MS);
  const onRefused = (refusals: readonly Refusal[]) => outbox.add(auditRefusals('usage', refusals));
  const subgraph = await Subgraph.start({
    name: 'usage',
    typeDefs,
    resolvers,
    log,
    context: (request) => createContext(database, limits, desk, request),
    onRefused,
  });
  return {
    subgraph,
    probes: { postgres: () => database.probe() },
    routes: () => undefined,
    measure(metrics) {
      database.measure(metrics);
      jobs.measure(metrics);
    },
    onRefused,
    async stop() {
      clearInterval(sweep);
      await subgraph.stop();
      await jobs.close();
      await database.close();
    },
  };
}
