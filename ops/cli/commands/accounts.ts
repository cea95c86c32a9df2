import { ROLES } from '@manuel/identity';
import type { Command } from 'commander';
import { z } from 'zod';
import {
  type Account,
  addAccount,
  listAccounts,
  resetPassword,
  setRoles,
  switchAccount,
} from '../admin-requests.ts';
import type { Context, ContextSource } from '../context.ts';
import { LIMIT_OPTION, type Listing, ListOptions, showList } from '../listing.ts';
import { parseOptions } from '../options.ts';
import { minuteOf } from '../text-layout.ts';

const NAME = ['<name>', 'the name it signs in with'] as const;
const ROLE_OPTION = ['--role <role...>', ROLES.join(', ')] as const;

/** The options of commands that give roles. */
export const RoleOptions = z.object({
  role: z.array(
    z.enum(ROLES, `expected ${ROLES.join(', ')}`),
    `expected at least one of ${ROLES.join(', ')}`,
  ),
});

const listing: Listing<Account> = {
  field: 'accounts',
  none: 'No accounts.',
  columns: [
    { title: 'name' },
    { title: 'roles', flexible: true },
    { title: 'made (UTC)' },
    { title: 'password since (UTC)' },
    { title: 'disabled (UTC)' },
  ],
  row: ({ name, roles, createdAt, passwordChangedAt, disabledAt }) => [
    ...[name, roles.join(', '), minuteOf(createdAt), minuteOf(passwordChangedAt)],
    disabledAt === null ? '-' : minuteOf(disabledAt),
  ],
};

/** `manuel accounts list|add|roles|disable|enable|reset-password` */
export function defineAccounts(program: Command, contextOf: ContextSource): void {
  const accounts = program
    .command('accounts')
    .summary('list and change who may sign in, for admins')
    .description("List and change who may sign in to the admin's own workspace. For admins.")
    .addHelpText('after', '\nExample:\n  manuel accounts add grace --role author');
  accounts
    .command('list')
    .description('List the accounts, by name.')
    .option(...LIMIT_OPTION)
    .action((options: unknown) =>
      showList(contextOf(), listAccounts, listing, parseOptions(ListOptions, options).limit),
    );
  accounts
    .command('add')
    .description('Make an account, and print its password, which is shown only once.')
    .argument(...NAME)
    .requiredOption(...ROLE_OPTION)
    .action((name: string, options: unknown) =>
      add(contextOf(), name, parseOptions(RoleOptions, options).role),
    );
  accounts
    .command('roles')
    .description('Give an account other roles instead of those that it has. Its sessions end.')
    .argument(...NAME)
    .requiredOption(...ROLE_OPTION)
    .action((name: string, options: unknown) =>
      changeRoles(contextOf(), name, parseOptions(RoleOptions, options).role),
    );
  accounts
    .command('disable')
    .description('Let nobody sign in to an account any more. Its sessions end.')
    .argument(...NAME)
    .action((name: string) => turn(contextOf(), name, 'disable'));
  accounts
    .command('enable')
    .description('Let a disabled account sign in again.')
    .argument(...NAME)
    .action((name: string) => turn(contextOf(), name, 'enable'));
  accounts
    .command('reset-password')
    .description('Give an account another password, and print it; it is shown only once. Its sessions end.')
    .argument(...NAME)
    .action((name: string) => reset(contextOf(), name));
}

async function add({ admin, output }: Context, name: string, roles: readonly string[]): Promise<void> {
  const { account, password } = await admin.run(addAccount(name, roles));
  output.document({ account, password });
  output.print(`Made ${account.name} (${account.roles.join(', ')}).`);
  output.print(`Password, shown only this once: ${password}`);
}

async function changeRoles(
  { admin, output }: Context,
  name: string,
  roles: readonly string[],
): Promise<void> {
  const { account } = await admin.run(setRoles(name, roles));
  output.document({ account });
  output.print(`${account.name} is ${account.roles.join(', ')} now, and has to sign in again.`);
}

async function turn({ admin, output }: Context, name: string, verb: 'disable' | 'enable'): Promise<void> {
  const { account } = await admin.run(switchAccount(name, verb));
  output.document({ account });
  output.print(
    verb === 'disable'
      ? `${account.name} is disabled: nobody signs in to it, and its tokens end within ten seconds.`
      : `${account.name} is enabled: it can sign in.`,
  );
}

async function reset({ admin, output }: Context, name: string): Promise<void> {
  const { account, password } = await admin.run(resetPassword(name));
  output.document({ account, password });
  output.print(`${account.name} has another password and has to sign in again.`);
  output.print(`Password, shown only this once: ${password}`);
}
