import { Issuer, openDatabase } from '@manuel/issuer';
import type { Logger } from '@manuel/service';
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

/** The issuer in the box, over a test's database. */
export function openIssuer(databaseUrl: string, log: Logger = silentLog): Promise<Issuer> {
  return Issuer.open({ databaseUrl, log });
}
