import { OriginSigner } from '@manuel/identity';
import { createLogger, openDataFolder, runUntilSignal, SecretFiles } from '@manuel/service';
import { HttpTransport, serveSubgraph } from '@manuel/subgraph';
import { readConfig } from './config.ts';
import { startUsage } from './server.ts';

await runUntilSignal(async () => {
  const config = readConfig();
  const log = createLogger('usage', config.LOG_LEVEL);
  const secrets = new SecretFiles(openDataFolder(config.MANUEL_DATA_DIR));
  const service = await startUsage({
    databaseUrl: config.DATABASE_URL,
    signer: new OriginSigner(secrets.readOrCreate('origin-secret')),
    log,
    limits: { perDay: config.QUOTA_PER_DAY, perMonth: config.QUOTA_PER_MONTH },
    audit: new HttpTransport('audit', config.AUDIT_URL),
  });
  return serveSubgraph(service, {
    ...{ name: 'usage', host: config.HOST, port: config.PORT, log },
    metricsToken: secrets.readOrCreate('metrics-token'),
  });
});
