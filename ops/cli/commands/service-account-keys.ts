import { SCOPES } from '@manuel/identity';
import type { Command } from 'commander';
import { z } from 'zod';
import { addKey, type Key, listKeys, revokeKey } from '../admin-requests.ts';
import type { Context, ContextSource } from '../context.ts';
import { LIMIT_OPTION, type Listing, ListOptions, showList } from '../listing.ts';
import { parseOptions, wholeNumberOption } from '../options.ts';
import { minuteOf, wrap } from '../text-layout.ts';

const ACCOUNT = ['<account>', 'the service account'] as const;
const LONGEST_DAYS = 365;

const Options = z.object({
  scope: z.array(z.enum(SCOPES, `expected ${SCOPES.join(', ')}`)).optional(),
  days: wholeNumberOption(1, LONGEST_DAYS).optional(),
});
type Options = z.infer<typeof Options>;

const listing: Listing<Key> = {
  field: 'keys',
  none: 'No keys.',
  columns: [
    { title: 'id' },
    { title: 'state' },
    { title: 'scopes', flexible: true },
    { title: 'made (UTC)' },
    { title: 'ends (UTC)' },
    { title: 'used (UTC)' },
  ],
  row: (key) => [
    ...[key.id, stateOf(key), key.scopes.join(', '), minuteOf(key.createdAt), minuteOf(key.expiresAt)],
    key.lastUsedAt === null ? 'never' : minuteOf(key.lastUsedAt),
  ],
};

/** `manuel service-accounts keys add|list|revoke` */
export function defineKeys(accounts: Command, contextOf: ContextSource): void {
  const keys = accounts
    .command('keys')
    .description("List, make and revoke a service account's API keys: two can be active, to change over.");
  keys
    .command('list')
    .description('List the keys of a service account, newest first.')
    .argument(...ACCOUNT)
    .option(...LIMIT_OPTION)
    .action((account: string, options: unknown) =>
      showList(contextOf(), listKeys(account), listing, parseOptions(ListOptions, options).limit),
    );
  keys
    .command('add')
    .description('Make a key, and print it with its signing secret; both are shown only once.')
    .argument(...ACCOUNT)
    .option('--scope <scope...>', "of the scopes of the account's roles (default: all of them)")
    .option('--days <number>', `how long it is good, 1 to ${LONGEST_DAYS} (default: 90)`)
    .action((account: string, options: unknown) => add(contextOf(), account, parseOptions(Options, options)));
  keys
    .command('revoke')
    .description('Refuse a key from now on, within 5 seconds everywhere.')
    .argument(...ACCOUNT)
    .argument('<id>', 'its id, as manuel service-accounts keys list shows it')
    .action((account: string, id: string) => revoke(contextOf(), account, id));
}

async function add({ admin, output }: Context, account: string, { scope, days }: Options): Promise<void> {
  const wish = { ...(scope && { scopes: scope }), ...(days !== undefined && { days }) };
  const { key, apiKey, signingSecret } = await admin.run(addKey(account, wish));
  output.document({ key, apiKey, signingSecret });
  output.print(`Key ${key.id} of ${account}, good until ${minuteOf(key.expiresAt)} (UTC) for:`);
  output.print(wrap(key.scopes.join(', '), output.width, '  '));
  output.print('Both of these are shown only this once:');
  output.print(`  API key         ${apiKey}`);
  output.print(`  signing secret  ${signingSecret}`);
}

async function revoke({ admin, output }: Context, account: string, id: string): Promise<void> {
  await admin.run(revokeKey(account, id));
  output.document({ revoked: [id] });
  output.print(`Revoked: ${id}. Within 5 seconds it is refused everywhere.`);
}

function stateOf({ revokedAt, expiresAt }: Key): string {
  if (revokedAt !== null) return 'revoked';
  return new Date(expiresAt).getTime() <= Date.now() ? 'over' : 'active';
}
