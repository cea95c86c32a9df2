import type { Command } from 'commander';
import { z } from 'zod';
import type { Context, ContextSource } from '../context.ts';
import { AUDIT_OUTCOMES, listAuditEntries } from '../operations.ts';
import { parseOptions, wholeNumberOption, wordOption } from '../options.ts';
import { type Column, minuteOf, table } from '../text-layout.ts';

const Options = z.object({
  limit: wholeNumberOption(1, 100).default(20),
  action: z.string().optional(),
  target: z.string().optional(),
  outcome: wordOption(AUDIT_OUTCOMES).optional(),
});
type Options = z.infer<typeof Options>;

const columns: readonly Column[] = [
  { title: 'at (UTC)' },
  { title: 'actor', flexible: true },
  { title: 'action' },
  { title: 'target', flexible: true },
  { title: 'outcome' },
];

/** `manuel audit` */
export function defineAudit(program: Command, contextOf: ContextSource): void {
  program
    .command('audit')
    .summary('list who did what, for auditors and admins')
    .description('List who did what, newest first. For auditors and admins.')
    .option('--limit <number>', 'at most so many, 1 to 100 (default: 20)')
    .option('--action <action>', 'only this action, such as manual.add')
    .option('--target <target>', 'only what was done to this, such as manual:018f…')
    .option('--outcome <outcome>', `only what ended as ${AUDIT_OUTCOMES.join(', ').toLowerCase()}`)
    .addHelpText('after', '\nExample:\n  manuel audit --outcome refused --limit 5')
    .action((options: unknown) => showEntries(contextOf(), parseOptions(Options, options)));
}

async function showEntries({ gateway, output }: Context, { limit, ...filter }: Options): Promise<void> {
  const { auditEntries } = await gateway.run(listAuditEntries({ first: limit, filter }));
  const entries = auditEntries.edges.map(({ node }) => node);
  const { hasNextPage } = auditEntries.pageInfo;
  output.document({ entries, hasMore: hasNextPage });
  if (entries.length === 0) return output.print('No entries.');
  const rows = entries.map(({ at, actor, action, target, outcome, code }) => [
    minuteOf(at),
    actor?.id ?? '-',
    action,
    target ?? '-',
    code === null ? outcome : `${outcome} ${code}`,
  ]);
  output.print(table(columns, rows, output.tableWidth));
  if (hasNextPage) output.print('There are older ones; more with --limit.');
}
