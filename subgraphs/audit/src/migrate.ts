import { createLogger, runOnce } from '@manuel/service';
import { readConfig } from './config.ts';
import { openDatabase } from './database.ts';

// The second entry point of the same image: runs before a deploy.
await runOnce('Manuel did not migrate.', async () => {
  const config = readConfig();
  const database = await openDatabase(config.DATABASE_URL);
  await database.migrate(createLogger('audit', config.LOG_LEVEL));
  await database.close();
});
