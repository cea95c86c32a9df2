import { readFileSync } from 'node:fs';
import type { OriginSigner } from '@manuel/identity';
import { type Logger, newId } from '@manuel/service';
import { type Refusal, Subgraph, type SubgraphService } from '@manuel/subgraph';
import { parse } from 'graphql';
import { auditMessage } from './client.ts';
import { createContext } from './context.ts';
import { openDatabase } from './database.ts';
import { EntryRepository } from './repositories/entry-repository.ts';
import { resolvers } from './resolvers/index.ts';
import { access } from './rules/access.ts';

const typeDefs = parse(readFileSync(new URL('../../../schema/audit.graphql', import.meta.url), 'utf8'));

export interface AuditOptions {
  readonly databaseUrl: string;
  readonly signer: OriginSigner;
  readonly log: Logger;
}

/** Starts the audit subgraph: migrates its schema and answers. */
export async function startAudit({ databaseUrl, signer, log }: AuditOptions): Promise<SubgraphService> {
  const database = await openDatabase(databaseUrl);
  await database.migrate();
  const subgraph = await Subgraph.start({
    name: 'audit',
    typeDefs,
    resolvers,
    rules: access,
    signer,
    log,
    context: (request) => createContext(database, request),
    async onRefused(refusals) {
      // This subgraph is where refusals are kept, so its own need no outbox.
      const rows = refusals.map(entryOf);
      await new EntryRepository(database.fork()).add(rows);
    },
  });
  return {
    subgraph,
    probes: { postgres: () => database.probe() },
    routes: () => undefined,
    async stop() {
      await subgraph.stop();
      await database.close();
    },
  };
}

function entryOf({ origin, code, field }: Refusal) {
  const message = auditMessage({
    caller: origin?.caller ?? null,
    requestId: origin?.requestId ?? newId(),
    action: `audit.${field ?? 'request'}`,
    outcome: 'REFUSED',
    code,
  });
  return { ...message, at: new Date(message.at) };
}
