import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuditClient } from '@manuel/audit/client';
import {
  Admission,
  AnswerSharing,
  addGraphqlRoute,
  createHttpServer,
  EntrySpool,
  HttpChannel,
  type Identified,
  identify,
  Limits,
  measureReuse,
  pipelineServer,
  SignedRequests,
  SubgraphMetrics,
  SupergraphGateway,
  subgraphUrls,
} from '@manuel/gateway';
import { TokenVerifier } from '@manuel/identity';
import { addMetricsRoute, Metrics, measureRequests } from '@manuel/metrics';
import { addHealthRoutes, createLogger } from '@manuel/service';
import { readConfig } from './config.ts';
import { guardedSupergraph } from './guarded-supergraph.ts';

/*
 * Manuel's gateway over any supergraph, for benchmarks and for conformance suites: its own HTTP server, pipeline and
 * engine in their production settings, with request ids, logging and metrics. Two things differ, because the subgraphs
 * are not Manuel's: everybody is let in as one caller, unless there is a key to verify tokens with, and the
 * authorization header is passed on instead of a signed origin.
 */

/** More than any load sends: counting costs the same. */
const PER_MINUTE = 1_000_000_000;

/** What the channels read of a request. */
interface Propagated extends Identified {
  readonly authorization: string | undefined;
}

const { supergraphFile, port, shareEqual, tokenKeyFile, redisUrl } = readConfig();
const plainSdl = readFileSync(supergraphFile, 'utf8');
const supergraphSdl = tokenKeyFile === undefined ? plainSdl : guardedSupergraph(plainSdl);
const urls = subgraphUrls(supergraphSdl);
const log = createLogger('gateway', 'info', { write: () => undefined });

const headers = (context: unknown): Record<string, string> => {
  // `identify` below makes every context.
  const { authorization } = context as Propagated;
  return authorization === undefined ? {} : { authorization };
};
const bounds = { deadlineMs: 30_000, largestAnswerBytes: 32 * 1024 * 1024, shareEqual };
const metrics = new Metrics('gateway');
const measured = new SubgraphMetrics(metrics);
const channels = new Map(
  [...urls].map(([subgraph, url]) => {
    const channel = new HttpChannel({ subgraph, url, headers, ...bounds });
    return [subgraph, measured.measured(subgraph, channel)];
  }),
);
const channelTo = (subgraph: string) => {
  const channel = channels.get(subgraph);
  if (channel === undefined) throw new Error(`The supergraph has no subgraph ${subgraph}.`);
  return channel;
};

const nowhere = { execute: async () => ({ data: { recordEntries: 1 } }) };
const audit = new AuditClient('gateway', nowhere);
const spool = await EntrySpool.open(mkdtempSync(join(tmpdir(), 'manuel-bench-')), audit, log);
const supergraph = new SupergraphGateway({ supergraphSdl, channelTo, accessMode: 'filter', log });
const apollo = pipelineServer(supergraph, spool, log, metrics);
await apollo.start();

const server = await createHttpServer(log);
measureRequests(server, metrics);
addHealthRoutes(server, {});
addMetricsRoute(server, metrics, async () => undefined);
const verifier = tokenKeyFile === undefined ? null : new TokenVerifier(readFileSync(tokenKeyFile, 'utf8'));
const limits = verifier && new Limits({ perMinute: PER_MINUTE, redisUrl }, spool, log);
await limits?.opened();
const sharing = shareEqual ? new AnswerSharing() : null;
measureReuse(metrics.meter, { supergraph, sharing });
addGraphqlRoute(server, {
  ...{ apollo, spool, log, sharing, limits },
  ...{ admission: new Admission(), signedRequests: new SignedRequests(null, null) },
  async identify(received, { authorization }) {
    if (limits !== null && verifier !== null) {
      const verified = () => identify(received, authorization, verifier);
      return { ...(await limits.guardCredential(received, verified)), authorization };
    }
    const identified: Propagated = {
      ...received,
      authorization,
      caller: { id: 'bench', workspace: 'bench', roles: ['reader'] },
      credential: { kind: 'none' },
    };
    return identified;
  },
});
await server.listen({ host: '127.0.0.1', port });
process.stdout.write('listening\n');
