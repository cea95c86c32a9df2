import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Caller, TOKEN_KEYS_FILE, TokenIssuer, TokenKeyFile, TokenVerifier } from '@manuel/identity';
import { SecretFiles } from '@manuel/service';
import { DEMO_CALLERS } from '../start/demo.ts';
import { CliFailure } from './failure.ts';

/**
 * Makes an access token with the installation's own key, as only somebody who can read the data folder may.
 * @param lifetimeSeconds how long it is good, from now
 * @throws CliFailure when there is no key, or the gateway would not take such a caller
 * @throws StartFailure when others can read the key
 */
export async function mintToken(
  dataFolder: string,
  caller: Caller,
  lifetimeSeconds: number,
): Promise<string> {
  const keys = openTokenKeys(dataFolder);
  const token = await new TokenIssuer(() => keys.current()).issue(caller, lifetimeSeconds);
  try {
    await new TokenVerifier(() => keys.current()).verify(token);
  } catch {
    throw new CliFailure(
      2,
      'INVALID_INPUT',
      `"${caller.id}" in workspace "${caller.workspace}" cannot be: names are letters, digits and ._@- and at most 128 characters.`,
    );
  }
  return token;
}

/** @throws CliFailure when the user is not one of the demo's */
export function demoCaller(user: string): Caller {
  const callers: readonly Caller[] = Object.values(DEMO_CALLERS);
  const caller = callers.find(({ id }) => id === user);
  if (caller !== undefined) return caller;
  const known = callers.map(({ id }) => id).join(', ');
  throw new CliFailure(
    2,
    'USAGE',
    `"${user}" is no demo user (${known}): say with token --role what they may.`,
  );
}

/**
 * The installation's keys. Never makes them: a gateway that started later would not have been asked.
 * @throws CliFailure when there are none
 */
export function openTokenKeys(dataFolder: string): TokenKeyFile {
  const file = join(dataFolder, 'secrets', TOKEN_KEYS_FILE);
  if (!existsSync(file)) {
    throw new CliFailure(
      3,
      'NO_TOKEN',
      `No token, and no key to make one at ${file}: pass --token, set MANUEL_TOKEN, or run npm start once.`,
    );
  }
  return new TokenKeyFile(new SecretFiles(dataFolder));
}
