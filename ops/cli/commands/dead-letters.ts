import type { Command } from 'commander';
import { z } from 'zod';
import type { Context, ContextSource } from '../context.ts';
import { CliFailure } from '../failure.ts';
import type { Change } from '../letter-operations.ts';
import { LetterRack } from '../letter-rack.ts';
import { parseOptions, wholeNumberOption } from '../options.ts';
import { type Column, minuteOf, table, wrap } from '../text-layout.ts';

const Options = z.object({ limit: wholeNumberOption(1, 100).default(20) });

const columns: readonly Column[] = [
  { title: 'id' },
  { title: 'subgraph' },
  { title: 'queue' },
  { title: 'reason', flexible: true },
  { title: 'tries', align: 'right' },
  { title: 'died (UTC)' },
];

/** `manuel dead-letters`, with `show`, `redrive` and `discard` */
export function defineDeadLetters(program: Command, contextOf: ContextSource): void {
  const letters = program
    .command('dead-letters')
    .summary('list jobs and messages that were given up, for admins')
    .description('List the jobs and messages that were given up, newest first. For admins.')
    .usage('[options]\n       manuel dead-letters show|redrive|discard <id...>')
    .option('--limit <number>', 'at most so many, 1 to 100 (default: 20)')
    .addHelpText('after', '\nExample:\n  manuel dead-letters redrive 018f0c1e-7a52-7cc3-9b53-0d8b1f6d2a44')
    .action((options: unknown) => showLetters(contextOf(), parseOptions(Options, options).limit));
  letters
    .command('show')
    .description('Show one dead letter with what it holds.')
    .argument('<id>', 'its id, as manuel dead-letters shows it')
    .action((id: string) => showLetter(contextOf(), id));
  letters
    .command('redrive')
    .description('Have dead letters tried again from the start.')
    .argument('<id...>', 'their ids, at most 100')
    .action((ids: string[]) => changeLetters(contextOf(), 'redrive', ids));
  letters
    .command('discard')
    .description('Remove dead letters for good: what they hold is not done or delivered.')
    .argument('<id...>', 'their ids, at most 100')
    .action((ids: string[]) => changeLetters(contextOf(), 'discard', ids));
}

async function showLetters({ gateway, output }: Context, limit: number): Promise<void> {
  const { letters, hasMore, problems } = await new LetterRack(gateway).newest(limit);
  output.document({
    letters,
    hasMore,
    warnings: problems.map(({ code, message }) => ({ code, message })),
  });
  const rows = letters.map(({ id, subgraph, queue, reason, tries, diedAt }) => [
    ...[id, subgraph, queue, reason.replaceAll('\n', ' '), String(tries), minuteOf(diedAt)],
  ]);
  output.print(rows.length === 0 ? 'No dead letters.' : table(columns, rows, output.tableWidth));
  if (hasMore) output.print('There are older ones; more with --limit.');
  for (const { message } of problems) output.note(`warning: ${message}`);
}

async function showLetter({ gateway, output }: Context, id: string): Promise<void> {
  const letter = await new LetterRack(gateway).one(id);
  output.document({ letter });
  const { subgraph, queue, tries, sentAt, diedAt, reason, data } = letter;
  output.print(`${id}: queue ${queue} of ${subgraph}`);
  output.print(
    `sent ${minuteOf(sentAt)}, given up ${minuteOf(diedAt)} (UTC) after ${tries === 1 ? 'one try' : `${tries} tries`}`,
  );
  output.print(wrap(reason, output.width));
  output.print(JSON.stringify(JSON.parse(data), undefined, 2));
}

async function changeLetters(
  { gateway, output }: Context,
  change: Change,
  ids: readonly string[],
): Promise<void> {
  const word = change === 'redrive' ? 'Redriven' : 'Discarded';
  const done = word.toLowerCase();
  const { changed, failure } = await new LetterRack(gateway).change(change, ids);
  if (changed.length > 0) output.print(`${word}: ${changed.join(', ')}`);
  if (failure === undefined) return output.document({ [done]: changed });
  throw new CliFailure(failure.exit, failure.code, failure.message, { [done]: changed });
}
