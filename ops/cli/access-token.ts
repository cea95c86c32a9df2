import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Caller, newTokenKey, TokenIssuer, TokenVerifier } from '@manuel/identity';
import { SecretFiles } from '@manuel/service';
import { DEMO_CALLERS } from '../start/demo.ts';
import { CliFailure } from './failure.ts';

const KEY_FILE = 'token-key.pem';

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
  const key = readTokenKey(dataFolder);
  const token = await new TokenIssuer(key).issue(caller, lifetimeSeconds);
  try {
    await new TokenVerifier(key).verify(token);
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

/** Never makes the key: a gateway that started later would not have been asked. */
function readTokenKey(dataFolder: string): string {
  const file = join(dataFolder, 'secrets', KEY_FILE);
  if (!existsSync(file)) {
    throw new CliFailure(
      3,
      'NO_TOKEN',
      `No token, and no key to make one at ${file}: pass --token, set MANUEL_TOKEN, or run npm start once.`,
    );
  }
  return new SecretFiles(dataFolder).readOrCreate(KEY_FILE, newTokenKey);
}
