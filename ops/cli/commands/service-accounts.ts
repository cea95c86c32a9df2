import { ROLES } from '@manuel/identity';
import type { Command } from 'commander';
import {
  addServiceAccount,
  listServiceAccounts,
  type ServiceAccount,
  switchServiceAccount,
} from '../admin-requests.ts';
import type { Context, ContextSource } from '../context.ts';
import { LIMIT_OPTION, type Listing, ListOptions, showList } from '../listing.ts';
import { parseOptions } from '../options.ts';
import { minuteOf } from '../text-layout.ts';
import { RoleOptions } from './accounts.ts';
import { defineKeys } from './service-account-keys.ts';

const NAME = ['<name>', 'its name'] as const;

const listing: Listing<ServiceAccount> = {
  field: 'serviceAccounts',
  none: 'No service accounts.',
  columns: [
    { title: 'name' },
    { title: 'acts as' },
    { title: 'roles', flexible: true },
    { title: 'made by', flexible: true },
    { title: 'made (UTC)' },
    { title: 'disabled (UTC)' },
  ],
  row: ({ name, callerId, roles, createdBy, createdAt, disabledAt }) => [
    ...[name, callerId, roles.join(', '), createdBy, minuteOf(createdAt)],
    disabledAt === null ? '-' : minuteOf(disabledAt),
  ],
};

/** `manuel service-accounts list|add|disable|enable`, and `keys` */
export function defineServiceAccounts(program: Command, contextOf: ContextSource): void {
  const accounts = program
    .command('service-accounts')
    .summary('list and change which programs may come in, and their API keys, for admins')
    .description("List and change which programs may come in to the admin's own workspace. For admins.")
    .addHelpText(
      'after',
      '\nExample:\n  manuel service-accounts add importer --role author\n  manuel service-accounts keys add importer --scope manuals:write --days 30',
    );
  accounts
    .command('list')
    .description('List the service accounts, by name.')
    .option(...LIMIT_OPTION)
    .action((options: unknown) =>
      showList(contextOf(), listServiceAccounts, listing, parseOptions(ListOptions, options).limit),
    );
  accounts
    .command('add')
    .description('Make a service account. It comes in with a key: see manuel service-accounts keys add.')
    .argument(...NAME)
    .requiredOption('--role <role...>', ROLES.join(', '))
    .action((name: string, options: unknown) =>
      add(contextOf(), name, parseOptions(RoleOptions, options).role),
    );
  accounts
    .command('disable')
    .description('Refuse all keys of a service account, until it is enabled.')
    .argument(...NAME)
    .action((name: string) => turn(contextOf(), name, 'disable'));
  accounts
    .command('enable')
    .description('Take the keys of a disabled service account again.')
    .argument(...NAME)
    .action((name: string) => turn(contextOf(), name, 'enable'));
  defineKeys(accounts, contextOf);
}

async function add({ admin, output }: Context, name: string, roles: readonly string[]): Promise<void> {
  const { serviceAccount } = await admin.run(addServiceAccount(name, roles));
  output.document({ serviceAccount });
  output.print(
    `Made ${serviceAccount.name} (${serviceAccount.roles.join(', ')}), which acts as ${serviceAccount.callerId}.`,
  );
}

async function turn({ admin, output }: Context, name: string, verb: 'disable' | 'enable'): Promise<void> {
  const { serviceAccount } = await admin.run(switchServiceAccount(name, verb));
  output.document({ serviceAccount });
  output.print(
    verb === 'disable'
      ? `${serviceAccount.name} is disabled: within 5 seconds its keys are refused.`
      : `${serviceAccount.name} is enabled: within 5 seconds its keys are taken.`,
  );
}
