import { KeyRingFile } from '@manuel/identity';
import { createLogger, openDataFolder, runUntilSignal, SecretFiles } from '@manuel/service';
import { HttpTransport, serveSubgraph } from '@manuel/subgraph';
import { readConfig } from './config.ts';
import { startUsage } from './server.ts';

await runUntilSignal(async () => {
  const config = readConfig();
  const log = createLogger('usage', config.LOG_LEVEL);
  const dataFolder = openDataFolder(config.MANUEL_DATA_DIR);
  const secrets = new SecretFiles(dataFolder);
  const keys = KeyRingFile.open(dataFolder, log);
  const service = await startUsage({
    databaseUrl: config.DATABASE_URL,
    log,
    limits: { perDay: config.QUOTA_PER_DAY, perMonth: config.QUOTA_PER_MONTH },
    audit: new HttpTransport('audit', config.AUDIT_URL, keys),
  });
  return serveSubgraph(service, {
    ...{ name: 'usage', host: config.HOST, port: config.PORT, log },
    ...{ keys, redisUrl: config.REDIS_URL, metricsToken: secrets.readOrCreate('metrics-token') },
  });
});
