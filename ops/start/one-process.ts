import { join } from 'node:path';
import { startAudit } from '@manuel/audit';
import { endpointOf, type OpenEmbedders, openEmbedders } from '@manuel/embedding';
import {
  buildPlayground,
  createGateway,
  limitsFor,
  localSubgraph,
  openAccess,
  readSupergraph,
} from '@manuel/gateway';
import { edgeOf } from '@manuel/gateway/edge-settings';
import { TokenIssuer } from '@manuel/identity';
import { startManuals } from '@manuel/manuals';
import { readingOptionsOf } from '@manuel/manuals/reading-settings';
import { startQueries } from '@manuel/queries';
import { createLogger, type Logger, openDataFolder, originOf, SecretFiles, StopList } from '@manuel/service';
import type { SubgraphService } from '@manuel/subgraph';
import { startUsage } from '@manuel/usage';
import { pino } from 'pino';
import type { Config } from './config.ts';
import { DEMO_CALLERS, DEMO_TOKEN_SECONDS } from './demo.ts';
import { addDemoAccounts } from './demo-accounts.ts';
import { databaseFor, type Installation, type Progress, startOrStop } from './installation.ts';

/** Starts gateway and subgraphs in this process, with PostgreSQL from the box when none is configured. */
export function startInOneProcess(config: Config, progress: Progress): Promise<Installation> {
  const stops = new StopList();
  return startOrStop(stops, () => start(config, progress, stops));
}

async function start(config: Config, progress: Progress, stops: StopList): Promise<Installation> {
  const dataFolder = openDataFolder(config.MANUEL_DATA_DIR);
  const secrets = new SecretFiles(dataFolder);
  const logFile = join(dataFolder, 'manuel.log');
  const log = (name: string) =>
    createLogger(name, config.LOG_LEVEL, pino.destination({ dest: logFile, sync: true, mode: 0o600 }));
  const { url: databaseUrl, failed } = await databaseFor(config, dataFolder, progress, stops);
  progress('subgraphs');
  const services = await startSubgraphs(
    { config, databaseUrl, dataFolder, ticketSecret: secrets.readOrCreate('ticket-secret'), log },
    stops,
  );
  progress('playground');
  await buildPlayground();
  progress('gateway');
  const { keys, issuer, verifier } = await openAccess({
    ...{ secrets, databaseUrl, log: log('issuer') },
    publicUrl: config.PUBLIC_URL ?? originOf(config.HOST, config.PORT),
    ...{ issuersFile: config.OIDC_ISSUERS_FILE, clientsFile: config.OIDC_CLIENTS_FILE },
  });
  const demoPasswords = await addDemoAccounts(config, databaseUrl);
  const gateway = await createGateway({
    supergraphSdl: readSupergraph(),
    subgraphs: new Map(
      [...services].map(([name, { subgraph, probes }]) => [
        name,
        localSubgraph(subgraph, allNeededOf(probes)),
      ]),
    ),
    addRoutes: (server) => services.get('manuals')?.routes(server),
    edge: edgeOf(config),
    verifier,
    issuer,
    redisUrl: config.REDIS_URL,
    apiKeySecret: secrets.readOrCreate('api-key-secret'),
    metricsToken: secrets.readOrCreate('metrics-token'),
    limits: limitsFor(config.RATE_LIMIT_PER_MINUTE, config.REDIS_URL),
    dataFolder,
    accessMode: config.ACCESS_MODE,
    log: log('gateway'),
    demoToken: () => new TokenIssuer(() => keys.current()).issue(DEMO_CALLERS.ada, DEMO_TOKEN_SECONDS),
  });
  stops.add(() => gateway.stop());
  for (const service of services.values()) service.measure(gateway.metrics);
  const origin = await gateway.listen(config.HOST, config.PORT);
  return {
    origin,
    dataFolder,
    demoPasswords,
    database: config.DATABASE_URL === undefined ? 'embedded' : 'external',
    failed,
    leave: gateway.leave,
    stop: () => stops.stop(),
  };
}

interface SubgraphParts {
  readonly config: Config;
  readonly databaseUrl: string;
  readonly dataFolder: string;
  readonly ticketSecret: string;
  readonly log: (name: string) => Logger;
}

/** Starts each subgraph after those that it calls. */
async function startSubgraphs(
  { config, databaseUrl, dataFolder, ticketSecret, log }: SubgraphParts,
  stops: StopList,
): Promise<Map<string, SubgraphService>> {
  const keep = (service: SubgraphService) => {
    stops.add(() => service.stop());
    return service;
  };
  const audit = keep(await startAudit({ databaseUrl, log: log('audit') }));
  const usage = keep(
    await startUsage({
      ...{ databaseUrl, log: log('usage'), audit: audit.subgraph },
      limits: { perDay: config.QUOTA_PER_DAY, perMonth: config.QUOTA_PER_MONTH },
    }),
  );
  const manuals = keep(
    await startManuals({
      ...{
        databaseUrl,
        redisUrl: config.REDIS_URL,
        dataFolder,
        ticketSecret,
        log: log('manuals'),
        audit: audit.subgraph,
      },
      limits: {
        largestFileBytes: config.UPLOAD_LIMIT_BYTES,
        ticketSeconds: config.UPLOAD_TICKET_SECONDS,
        reading: readingOptionsOf(config),
      },
      embedding: await openedEmbedding(config, log('manuals')),
      searchMemoryBytes: config.SEARCH_MEMORY_MB * 1024 * 1024,
    }),
  );
  const queries = keep(
    await startQueries({
      ...{ databaseUrl, redisUrl: config.REDIS_URL, log: log('queries') },
      ...{ manuals: manuals.subgraph, usage: usage.subgraph, audit: audit.subgraph },
    }),
  );
  return new Map(Object.entries({ audit, usage, manuals, queries }));
}

async function openedEmbedding(config: Config, log: Logger): Promise<OpenEmbedders> {
  const embedding = openEmbedders(log, endpointOf(config));
  await embedding.start();
  return embedding;
}

function allNeededOf(probes: SubgraphService['probes']): () => Promise<void> {
  return async () => {
    const needed = Object.values(probes).filter(({ isDispensable }) => !isDispensable);
    await Promise.all(needed.map((probe) => probe()));
  };
}
