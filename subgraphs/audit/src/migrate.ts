import { readConfig } from './config.ts';
import { openDatabase } from './database.ts';

// The second entry point of the same image: runs before a deploy.
const database = await openDatabase(readConfig().DATABASE_URL);
await database.migrate();
await database.close();
