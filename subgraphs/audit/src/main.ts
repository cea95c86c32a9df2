import { OriginSigner } from '@manuel/identity';
import { createLogger, openDataFolder, runUntilSignal, SecretFiles } from '@manuel/service';
import { serveSubgraph } from '@manuel/subgraph';
import { startAudit } from './server.ts';

await runUntilSignal(async () => {
  const { config } = await import('./config.ts');
  const log = createLogger('audit', config.LOG_LEVEL);
  const secrets = new SecretFiles(openDataFolder(config.MANUEL_DATA_DIR));
  const signer = new OriginSigner(secrets.readOrCreate('origin-secret'));
  const service = await startAudit({ databaseUrl: config.DATABASE_URL, signer, log });
  return serveSubgraph(service, config.HOST, config.PORT, log);
});
