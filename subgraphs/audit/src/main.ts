import { OriginSigner } from '@manuel/identity';
import { createLogger, openDataFolder, runUntilSignal, SecretFiles } from '@manuel/service';
import { serveSubgraph } from '@manuel/subgraph';
import { readConfig } from './config.ts';
import { startAudit } from './server.ts';

await runUntilSignal(async () => {
  const config = readConfig();
  const log = createLogger('audit', config.LOG_LEVEL);
  const secrets = new SecretFiles(openDataFolder(config.MANUEL_DATA_DIR));
  const signer = new OriginSigner(secrets.readOrCreate('origin-secret'));
  const service = await startAudit({ databaseUrl: config.DATABASE_URL, signer, log });
  return serveSubgraph(service, {
    ...{ name: 'audit', host: config.HOST, port: config.PORT, log },
    metricsToken: secrets.readOrCreate('metrics-token'),
  });
});
