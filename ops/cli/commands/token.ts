import { ROLES } from '@manuel/identity';
import type { Command } from 'commander';
import { z } from 'zod';
import { DEMO_CALLERS } from '../../start/demo.ts';
import { demoCaller, mintToken } from '../access-token.ts';
import type { Context, ContextSource } from '../context.ts';
import { parseOptions, wholeNumberOption } from '../options.ts';

const SECONDS_PER_HOUR = 3_600;
const HOURS_PER_YEAR = 8_760;
const byDefault = DEMO_CALLERS.ada;

const Options = z.object({
  user: z.string().default(byDefault.id),
  workspace: z.string().default(byDefault.workspace),
  role: z.array(z.enum(ROLES, `expected ${ROLES.join(', ')}`)).optional(),
  hours: wholeNumberOption(1, HOURS_PER_YEAR).default(12),
});
type Options = z.infer<typeof Options>;

/** `manuel token` */
export function defineToken(program: Command, contextOf: ContextSource): void {
  const users = Object.values(DEMO_CALLERS)
    .map(({ id, roles }) => `${id} (${roles.join(', ')})`)
    .join(', ');
  program
    .command('token')
    .summary('make an access token')
    .description(`Make an access token with this installation's key, and print it.\nDemo users: ${users}.`)
    .option('--user <user>', `whom it speaks for (default: ${byDefault.id})`)
    .option('--workspace <workspace>', `where (default: ${byDefault.workspace})`)
    .option('--role <role...>', `${ROLES.join(', ')} (default: the demo user's)`)
    .option('--hours <hours>', `how long it is good, 1 to ${HOURS_PER_YEAR} (default: 12)`)
    .addHelpText('after', '\nExample:\n  MANUEL_TOKEN=$(npx manuel token --user rita) npx manuel usage')
    .action((options: unknown) => printToken(contextOf(), parseOptions(Options, options)));
}

async function printToken(
  { config, output }: Context,
  { user, workspace, role, hours }: Options,
): Promise<void> {
  const lifetimeSeconds = hours * SECONDS_PER_HOUR;
  const expiresAt = new Date(Date.now() + lifetimeSeconds * 1000).toISOString();
  const caller = { id: user, workspace, roles: role ?? demoCaller(user).roles };
  const token = await mintToken(config.dataFolder, caller, lifetimeSeconds);
  output.document({ token, expiresAt });
  output.print(token);
}
