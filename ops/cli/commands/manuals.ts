import type { Command } from 'commander';
import { z } from 'zod';
import type { Context, ContextSource } from '../context.ts';
import { listManuals, MANUAL_STATUSES } from '../operations.ts';
import { parseOptions, wholeNumberOption, wordOption } from '../options.ts';
import { type Column, minuteOf, table } from '../text-layout.ts';
import { defineRemoveManual } from './remove-manual.ts';

const Options = z.object({
  product: z.string().optional(),
  status: wordOption(MANUAL_STATUSES).optional(),
  limit: wholeNumberOption(1, 100).default(20),
});
type Options = z.infer<typeof Options>;

const columns: readonly Column[] = [
  { title: 'id' },
  { title: 'title', flexible: true },
  { title: 'product', flexible: true },
  { title: 'pages', align: 'right' },
  { title: 'status' },
  { title: 'added (UTC)' },
];

/** `manuel manuals` and `manuel manuals remove ID` */
export function defineManuals(program: Command, contextOf: ContextSource): void {
  const manuals = program
    .command('manuals')
    .summary('list manuals, or remove one')
    .description('List the manuals of the workspace, newest first.')
    .usage('[options]\n       manuel manuals remove <id>')
    .option('--product <product>', 'only those of this product')
    .option('--status <status>', `only those that are ${MANUAL_STATUSES.join(', ').toLowerCase()}`)
    .option('--limit <number>', 'at most so many, 1 to 100 (default: 20)')
    .addHelpText('after', '\nExample:\n  manuel manuals --status failed')
    .action((options: unknown) => showManuals(contextOf(), parseOptions(Options, options)));
  defineRemoveManual(manuals, contextOf);
}

async function showManuals({ gateway, output }: Context, { product, status, limit }: Options): Promise<void> {
  const { manuals } = await gateway.run(listManuals({ first: limit, filter: { product, status } }));
  const nodes = manuals.edges.map(({ node }) => node);
  output.document({ manuals: nodes, totalCount: manuals.totalCount });
  if (nodes.length === 0) return output.print('No manuals. Add one: manuel add FILE');
  const rows = nodes.map(({ id, title, product: of, pageCount, status: is, addedAt }) => [
    id,
    title,
    of ?? '-',
    String(pageCount ?? '-'),
    is,
    minuteOf(addedAt),
  ]);
  output.print(table(columns, rows, output.tableWidth));
  if (nodes.length < manuals.totalCount) {
    output.print(`The newest ${nodes.length} of ${manuals.totalCount}; more with --limit.`);
  }
}
