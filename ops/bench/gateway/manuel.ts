import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuditClient } from '@manuel/audit/client';
import {
  Admission,
  AnswerSharing,
  addGraphqlRoute,
  createHttpServer,
  HttpChannel,
  type Identified,
  pipelineServer,
  RefusalSpool,
  SupergraphGateway,
  subgraphUrls,
} from '@manuel/gateway';
import { OriginSigner } from '@manuel/identity';
import { addHealthRoutes, createLogger } from '@manuel/service';
import { readConfig } from './config.ts';

/*
 * Manuel's gateway over any supergraph, for benchmarks and for conformance suites: its own HTTP server, pipeline and
 * engine in their production settings, with request ids and logging. Two things differ, because the subgraphs are
 * not Manuel's: everybody is let in as one caller, and the authorization header is passed on instead of a signed origin.
 */

/** What the channels read of a request. */
interface Propagated extends Identified {
  readonly authorization: string | undefined;
}

const { supergraphFile, port, shareEqual } = readConfig();
const supergraphSdl = readFileSync(supergraphFile, 'utf8');
const urls = subgraphUrls(supergraphSdl);
const log = createLogger('gateway', 'info', { write: () => undefined });

const headers = (context: unknown): Record<string, string> => {
  // `identify` below makes every context.
  const { authorization } = context as Propagated;
  return authorization === undefined ? {} : { authorization };
};
const limits = { deadlineMs: 30_000, largestAnswerBytes: 32 * 1024 * 1024, shareEqual };
const channels = new Map(
  [...urls].map(([subgraph, url]) => [subgraph, new HttpChannel({ subgraph, url, headers, ...limits })]),
);
const channelTo = (subgraph: string): HttpChannel => {
  const channel = channels.get(subgraph);
  if (channel === undefined) throw new Error(`The supergraph has no subgraph ${subgraph}.`);
  return channel;
};

const nowhere = { execute: async () => ({ data: { recordEntries: 1 } }) };
const audit = new AuditClient('gateway', nowhere, new OriginSigner('benchmarks sign nothing of anybody'));
const spool = await RefusalSpool.open(mkdtempSync(join(tmpdir(), 'manuel-bench-')), audit, log);
const apollo = pipelineServer(new SupergraphGateway({ supergraphSdl, channelTo, log }), spool, log);
await apollo.start();

const server = await createHttpServer(log);
addHealthRoutes(server, {});
addGraphqlRoute(server, {
  ...{ apollo, spool, log, sharing: shareEqual ? new AnswerSharing() : null, admission: new Admission() },
  async identify(received, authorization) {
    const identified: Propagated = {
      ...received,
      authorization,
      caller: { id: 'bench', workspace: 'bench', roles: ['reader'] },
    };
    return identified;
  },
});
await server.listen({ host: '127.0.0.1', port });
process.stdout.write('listening\n');
