import { readFileSync } from 'node:fs';
import type { Logger } from '@manuel/service';
import { type Refusal, Subgraph, type SubgraphService } from '@manuel/subgraph';
import { parse } from 'graphql';
import { auditRefusals } from './client.ts';
import { createContext } from './context.ts';
import { openDatabase } from './database.ts';
import { EntryRepository } from './repositories/entry-repository.ts';
import { resolvers } from './resolvers/index.ts';

const typeDefs = parse(readFileSync(new URL('../../../schema/audit.graphql', import.meta.url), 'utf8'));

export interface AuditOptions {
  readonly databaseUrl: string;
  readonly log: Logger;
}

/** Starts the audit subgraph: migrates its schema and answers. */
export async function startAudit({ databaseUrl, log }: AuditOptions): Promise<SubgraphService> {
  const database = await openDatabase(databaseUrl);
  await database.migrate(log);
  // This subgraph is where refusals are kept, so its own need no outbox.
  const onRefused = async (refusals: readonly Refusal[]) => {
    const rows = auditRefusals('audit', refusals).map((message) => ({
      ...message,
      at: new Date(message.at),
    }));
    await new EntryRepository(database.fork()).add(rows);
  };
  const subgraph = await Subgraph.start({
    name: 'audit',
    typeDefs,
    resolvers,
    log,
    context: (request) => createContext(database, request),
    onRefused,
  });
  return {
    subgraph,
    probes: { postgres: () => database.probe() },
    routes: () => undefined,
    measure: (metrics) => database.measure(metrics),
    onRefused,
    async stop() {
      await subgraph.stop();
      await database.close();
    },
  };
}
