import { openDatabase } from '@manuel/issuer';
import { silentLog, testDatabase } from '@manuel/testkit';

/** A database of its own for a test file, with the issuer's schema. @returns its URL */
export function identityDatabase(): Promise<string> {
  return testDatabase('identity', async (url) => {
    const database = await openDatabase(url);
    try {
      await database.migrate(silentLog);
    } finally {
      await database.close();
    }
  });
}
