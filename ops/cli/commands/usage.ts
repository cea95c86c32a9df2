import type { Command } from 'commander';
import type { Context, ContextSource } from '../context.ts';
import { CliFailure } from '../failure.ts';
import { type QuotaPeriod, readUsage } from '../operations.ts';
import { type Column, minuteOf, table } from '../text-layout.ts';

const columns: readonly Column[] = [
  { title: 'period' },
  { title: 'used', align: 'right' },
  { title: 'limit', align: 'right' },
  { title: 'left', align: 'right' },
  { title: 'resets at (UTC)' },
];

/** `manuel usage` */
export function defineUsage(program: Command, contextOf: ContextSource): void {
  program
    .command('usage')
    .summary('show how many questions are used and left')
    .description("Show how many questions of the caller's quota are used and left.")
    .action(() => showUsage(contextOf()));
}

async function showUsage({ gateway, output }: Context): Promise<void> {
  const { me } = await gateway.run(readUsage());
  if (me.usage === null) throw new CliFailure(3, 'FORBIDDEN', `The usage of ${me.id} may not be seen.`);
  const { today, month } = me.usage;
  output.document({ user: me.id, today, month });
  output.print(`Questions of ${me.id}`);
  output.print(table(columns, [rowOf('today', today), rowOf('month', month)], output.tableWidth));
}

function rowOf(period: string, { used, limit, remaining, resetsAt }: QuotaPeriod): string[] {
  return [period, String(used), String(limit), String(remaining), minuteOf(resetsAt)];
}
