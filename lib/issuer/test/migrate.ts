import { silentLog } from '@manuel/testkit';
import { openDatabase } from '../src/database.ts';

/** Makes the issuer's schema in an empty database. */
export async function migrate(url: string): Promise<void> {
  const database = await openDatabase(url);
  try {
    await database.migrate(silentLog);
  } finally {
    await database.close();
  }
}
