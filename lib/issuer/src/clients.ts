import { StartFailure } from '@manuel/service';
import { z } from 'zod';
import { CLI_CLIENT } from './well-known.ts';

/** A program for which people sign in. It keeps no secret: PKCE protects its codes. */
const Client = z.strictObject({
  id: z.string().regex(/^[\w.-]{1,64}$/, 'expected letters, digits and ._- (at most 64)'),
  /** What people are told that they sign in to. */
  name: z.string().min(1).max(80),
  /** Where it takes people back; compared to the letter. */
  redirectUris: z.array(z.url('expected a URL')).min(1, 'expected at least one URL'),
});
export type Client = z.output<typeof Client>;

const Clients = z
  .array(Client, 'expected a list of clients')
  .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, 'names one client twice')
  .refine((all) => all.every(({ id }) => id !== CLI_CLIENT), `${CLI_CLIENT} is the command line`);

/**
 * The clients that a file names.
 * @param file its name, for messages
 * @throws StartFailure that lists everything that is wrong with it
 */
export function parseClients(text: string, file: string): Client[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new StartFailure(`OIDC_CLIENTS_FILE, ${file}, is no JSON: expected a list of clients.`, { cause });
  }
  const parsed = Clients.safeParse(json);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `  ${path.join('.') || 'all'}: ${message}`);
  throw new StartFailure(`OIDC_CLIENTS_FILE, ${file}, is wrong:\n${problems.join('\n')}`);
}
