import { KeyRingFile } from '@manuel/identity';
import { createLogger, openDataFolder, runUntilSignal, SecretFiles } from '@manuel/service';
import { HttpTransport, serveSubgraph } from '@manuel/subgraph';
import { readConfig } from './config.ts';
import { startQueries } from './server.ts';

await runUntilSignal(async () => {
  const config = readConfig();
  const log = createLogger('queries', config.LOG_LEVEL);
  const dataFolder = openDataFolder(config.MANUEL_DATA_DIR);
  const secrets = new SecretFiles(dataFolder);
  const keys = KeyRingFile.open(dataFolder, log);
  const service = await startQueries({
    databaseUrl: config.DATABASE_URL,
    redisUrl: config.REDIS_URL,
    log,
    manuals: new HttpTransport('manuals', config.MANUALS_URL, keys),
    usage: new HttpTransport('usage', config.USAGE_URL, keys),
    audit: new HttpTransport('audit', config.AUDIT_URL, keys),
  });
  return serveSubgraph(service, {
    ...{ name: 'queries', host: config.HOST, port: config.PORT, log },
    ...{ keys, redisUrl: config.REDIS_URL, metricsToken: secrets.readOrCreate('metrics-token') },
  });
});
