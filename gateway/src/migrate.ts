import { openDatabase } from '@manuel/issuer';
import { createLogger, runOnce } from '@manuel/service';
import { readConfig } from './config.ts';

// The second entry point of the same image: runs before a deploy.
await runOnce('Manuel did not migrate.', async () => {
  const config = readConfig();
  const log = createLogger('gateway', config.LOG_LEVEL);
  if (config.DATABASE_URL === undefined) {
    log.info('without DATABASE_URL there is nothing to migrate');
    return;
  }
  const database = await openDatabase(config.DATABASE_URL);
  await database.migrate(log);
  await database.close();
});
