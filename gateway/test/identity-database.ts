import { type Issuer, openDatabase } from '@manuel/issuer';
import { type Logger, SecretFiles } from '@manuel/service';
import { silentLog, temporaryFolder, testDatabase } from '@manuel/testkit';
import { afterAll } from 'vitest';
import { openAccess } from '../src/access.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

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

/** The issuer in the box, over a test's database. The gateway that it is given to stops it. */
export async function openIssuer(databaseUrl: string, log: Logger = silentLog): Promise<Issuer> {
  const { issuer } = await openAccess({
    ...{ secrets: new SecretFiles(folder.path), databaseUrl, log },
    ...{ publicUrl: 'http://127.0.0.1:4000', issuersFile: undefined, clientsFile: undefined },
  });
  if (issuer === undefined) throw new Error('There is a database, so there is an issuer.');
  return issuer;
}
