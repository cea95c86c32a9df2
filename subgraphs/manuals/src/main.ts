import { endpointOf, openEmbedders } from '@manuel/embedding';
import { KeyRingFile } from '@manuel/identity';
import { createLogger, openDataFolder, runUntilSignal, SecretFiles } from '@manuel/service';
import { HttpTransport, serveSubgraph } from '@manuel/subgraph';
import { readConfig } from './config.ts';
import { readingOptionsOf } from './reading-settings.ts';
import { startManuals } from './server.ts';

await runUntilSignal(async () => {
  const config = readConfig();
  const log = createLogger('manuals', config.LOG_LEVEL);
  const dataFolder = openDataFolder(config.MANUEL_DATA_DIR);
  const secrets = new SecretFiles(dataFolder);
  const keys = KeyRingFile.open(dataFolder, log);
  const embedding = openEmbedders(log, endpointOf(config));
  await embedding.start();
  const service = await startManuals({
    databaseUrl: config.DATABASE_URL,
    redisUrl: config.REDIS_URL,
    dataFolder,
    ticketSecret: secrets.readOrCreate('ticket-secret'),
    limits: {
      largestFileBytes: config.UPLOAD_LIMIT_BYTES,
      ticketSeconds: config.UPLOAD_TICKET_SECONDS,
      reading: readingOptionsOf(config),
    },
    embedding,
    searchMemoryBytes: config.SEARCH_MEMORY_MB * 1024 * 1024,
    log,
    audit: new HttpTransport('audit', config.AUDIT_URL, keys),
  });
  return serveSubgraph(service, {
    ...{ name: 'manuals', host: config.HOST, port: config.PORT, log },
    ...{ keys, redisUrl: config.REDIS_URL, metricsToken: secrets.readOrCreate('metrics-token') },
  });
});
