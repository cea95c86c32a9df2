import { KeyRingFile } from '@manuel/identity';
import { createLogger, openDataFolder, runUntilSignal, SecretFiles } from '@manuel/service';
import { serveSubgraph } from '@manuel/subgraph';
import { readConfig } from './config.ts';
import { startAudit } from './server.ts';

await runUntilSignal(async () => {
  const config = readConfig();
  const log = createLogger('audit', config.LOG_LEVEL);
  const dataFolder = openDataFolder(config.MANUEL_DATA_DIR);
  const secrets = new SecretFiles(dataFolder);
  const keys = KeyRingFile.open(dataFolder, log);
  const service = await startAudit({ databaseUrl: config.DATABASE_URL, log });
  return serveSubgraph(service, {
    ...{ name: 'audit', host: config.HOST, port: config.PORT, log },
    ...{ keys, redisUrl: config.REDIS_URL, metricsToken: secrets.readOrCreate('metrics-token') },
  });
});
