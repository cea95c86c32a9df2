import { readFileSync } from 'node:fs';
import { KeyRingFile } from '@manuel/identity';
import { createLogger, openDataFolder, originOf, type Running, SecretFiles } from '@manuel/service';
import { buildPlayground } from '../playground/build.ts';
import { openAccess } from './access.ts';
import type { readConfig } from './config.ts';
import { edgeOf } from './edge/config.ts';
import { limitsFor } from './limits/limits.ts';
import { proxyFiles, remoteSubgraph } from './remote-subgraphs.ts';
import { createGateway } from './server.ts';
import { subgraphUrls } from './supergraph.ts';
import { watchSupergraph } from './supergraph-file.ts';

/** Starts the gateway as a process of its own, before subgraphs that are processes of their own. */
export async function startRemoteGateway(config: ReturnType<typeof readConfig>): Promise<Running> {
  const log = createLogger('gateway', config.LOG_LEVEL);
  const dataFolder = openDataFolder(config.MANUEL_DATA_DIR);
  const secrets = new SecretFiles(dataFolder);
  const supergraphSdl = readFileSync(config.SUPERGRAPH_FILE, 'utf8');
  const configured = {
    manuals: config.MANUALS_URL,
    queries: config.QUERIES_URL,
    usage: config.USAGE_URL,
    audit: config.AUDIT_URL,
  };
  const urls = new Map([
    ...subgraphUrls(supergraphSdl),
    ...Object.entries(configured).filter((entry): entry is [string, string] => entry[1] !== undefined),
  ]);
  await buildPlayground();
  const { verifier, issuer } = await openAccess({
    ...{ secrets, log, databaseUrl: config.DATABASE_URL },
    publicUrl: config.PUBLIC_URL ?? originOf(config.HOST, config.PORT),
    ...{ issuersFile: config.OIDC_ISSUERS_FILE, clientsFile: config.OIDC_CLIENTS_FILE },
  });
  const keys = KeyRingFile.open(dataFolder, log);
  const gateway = await createGateway({
    supergraphSdl,
    subgraphs: new Map([...urls].map(([name, url]) => [name, remoteSubgraph(name, url, keys)])),
    addRoutes: (server) => proxyFiles(server, urls.get('manuals') ?? ''),
    edge: edgeOf(config),
    verifier,
    issuer,
    redisUrl: config.REDIS_URL,
    apiKeySecret: secrets.readOrCreate('api-key-secret'),
    metricsToken: secrets.readOrCreate('metrics-token'),
    limits: limitsFor(config.RATE_LIMIT_PER_MINUTE, config.REDIS_URL),
    dataFolder,
    accessMode: config.ACCESS_MODE,
    log,
    demoToken: undefined,
  });
  const origin = await gateway.listen(config.HOST, config.PORT);
  const stopWatching = watchSupergraph(config.SUPERGRAPH_FILE, gateway.replaceSupergraph, log);
  log.info({ origin }, 'listening');
  return {
    leave: gateway.leave,
    async stop() {
      stopWatching();
      keys.close();
      await gateway.stop();
    },
  };
}
