import { AccountRepository, hashPassword, newPassword, openDatabase } from '@manuel/issuer';
import type { Config } from './config.ts';
import { DEMO_CALLERS } from './demo.ts';

/**
 * Makes the demo users accounts with passwords of their own, when there is no account at all and only this machine can
 * reach the gateway. Its schema is there already.
 * @returns the passwords by name, where they were made just now
 */
export async function addDemoAccounts(
  { HOST }: Pick<Config, 'HOST'>,
  databaseUrl: string,
): Promise<ReadonlyMap<string, string>> {
  const passwords = new Map<string, string>();
  if (!isLoopback(HOST)) return passwords;
  const database = await openDatabase(databaseUrl);
  try {
    const accounts = new AccountRepository(database.fork());
    if (!(await accounts.areNone())) return passwords;
    for (const { id: name, workspace, roles } of Object.values(DEMO_CALLERS)) {
      const password = newPassword();
      const now = new Date();
      const isAdded = await accounts.add({
        ...{ name, workspace, roles: [...roles], passwordHash: await hashPassword(password) },
        ...{ createdAt: now, passwordChangedAt: now, disabledAt: null },
      });
      if (isAdded) passwords.set(name, password);
    }
    return passwords;
  } finally {
    await database.close();
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}
