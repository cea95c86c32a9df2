import type { Command } from 'commander';
import { z } from 'zod';
import { endSession, endSessions, listSessions } from '../admin-requests.ts';
import type { Context, ContextSource } from '../context.ts';
import { CliFailure } from '../failure.ts';
import { parseOptions } from '../options.ts';
import { type Column, minuteOf, table } from '../text-layout.ts';

const ACCOUNT = ['<account>', 'whose they are'] as const;
const Options = z.object({ all: z.boolean().default(false) });

const columns: readonly Column[] = [
  { title: 'id' },
  { title: 'client', flexible: true },
  { title: 'signed in (UTC)' },
  { title: 'used (UTC)' },
  { title: 'ends (UTC)' },
];

/** `manuel sessions list|revoke` */
export function defineSessions(program: Command, contextOf: ContextSource): void {
  const sessions = program
    .command('sessions')
    .summary('list and revoke sign-ins, for admins')
    .description("List and revoke the sign-ins of an account in the admin's own workspace. For admins.")
    .addHelpText('after', '\nExample:\n  manuel sessions revoke grace --all');
  sessions
    .command('list')
    .description('List the sessions of an account that go on, newest first.')
    .argument(...ACCOUNT)
    .action((account: string) => show(contextOf(), account));
  sessions
    .command('revoke')
    .description('End sessions of an account: its tokens end within ten seconds.')
    .argument(...ACCOUNT)
    .argument('[id...]', 'their ids, as manuel sessions list shows them')
    .option('--all', 'all of them, and every token of the account')
    .action((account: string, ids: string[], options: unknown) =>
      revoke(contextOf(), account, ids, parseOptions(Options, options).all),
    );
}

async function show({ admin, output }: Context, account: string): Promise<void> {
  const { sessions } = await admin.run(listSessions(account));
  output.document({ sessions });
  const rows = sessions.map(({ id, client, createdAt, usedAt, expiresAt }) => [
    ...[id, client, minuteOf(createdAt), minuteOf(usedAt), minuteOf(expiresAt)],
  ]);
  output.print(rows.length === 0 ? 'No sessions.' : table(columns, rows, output.tableWidth));
}

async function revoke(
  { admin, output }: Context,
  account: string,
  ids: readonly string[],
  all: boolean,
): Promise<void> {
  if (all === ids.length > 0) throw new CliFailure(2, 'USAGE', 'Say which sessions: their ids, or --all.');
  if (all) {
    const { ended } = await admin.run(endSessions(account));
    output.document({ ended });
    return output.print(
      `Revoked ${ended === 1 ? 'one session' : `${ended} sessions`} and all tokens of ${account}.`,
    );
  }
  const revoked: string[] = [];
  for (const id of ids) {
    try {
      await admin.run(endSession(account, id));
    } catch (error) {
      if (revoked.length > 0) output.note(`Revoked before that: ${revoked.join(', ')}`);
      throw error instanceof CliFailure
        ? new CliFailure(error.exit, error.code, error.message, { revoked })
        : error;
    }
    revoked.push(id);
  }
  output.document({ revoked });
  output.print(`Revoked: ${revoked.join(', ')}`);
}
