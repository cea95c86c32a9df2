import { OriginSigner } from '@manuel/identity';
import { createLogger, openDataFolder, runUntilSignal, SecretFiles } from '@manuel/service';
import { HttpTransport, serveSubgraph } from '@manuel/subgraph';
import { readConfig } from './config.ts';
import { startQueries } from './server.ts';

await runUntilSignal(async () => {
  const config = readConfig();
  const log = createLogger('queries', config.LOG_LEVEL);
  const secrets = new SecretFiles(openDataFolder(config.MANUEL_DATA_DIR));
  const service = await startQueries({
    databaseUrl: config.DATABASE_URL,
    redisUrl: config.REDIS_URL,
    signer: new OriginSigner(secrets.readOrCreate('origin-secret')),
    log,
    manuals: new HttpTransport('manuals', config.MANUALS_URL),
    usage: new HttpTransport('usage', config.USAGE_URL),
    audit: new HttpTransport('audit', config.AUDIT_URL),
  });
  return serveSubgraph(service, {
    ...{ name: 'queries', host: config.HOST, port: config.PORT, log },
    metricsToken: secrets.readOrCreate('metrics-token'),
  });
});
