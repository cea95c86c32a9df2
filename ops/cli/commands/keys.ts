import { newSecret, ringEntries, rotateRing } from '@manuel/identity';
import { codeOf, messageOf } from '@manuel/service';
import type { Command } from 'commander';
import type { Context, ContextSource } from '../context.ts';
import { CliFailure } from '../failure.ts';
import { type Column, minuteOf, table } from '../text-layout.ts';

const columns: readonly Column[] = [
  { title: 'key' },
  { title: 'signs from (UTC)' },
  { title: 'is taken until (UTC)' },
];

/** `manuel keys`, with `generate` and `rotate` */
export function defineKeys(program: Command, contextOf: ContextSource): void {
  const keys = program
    .command('keys')
    .summary('list, make and rotate the keys with which processes sign')
    .description(
      'List the keys with which the processes of this installation sign what they ask each other, without the secrets.',
    )
    .usage('[options]\n       manuel keys generate|rotate')
    .addHelpText('after', '\nExample:\n  manuel keys rotate')
    .action(() => showKeys(contextOf()));
  keys
    .command('generate')
    .description('Print a fresh secret: 32 random bytes in base64url.')
    .action(() => printSecret(contextOf()));
  keys
    .command('rotate')
    .description(
      'Add a key, with which all processes sign some seconds from now; the one before is taken until nobody uses it any more.',
    )
    .action(() => rotateKeys(contextOf()));
}

function showKeys({ config, output }: Context): void {
  const keys = inRing(() => ringEntries(config.dataFolder));
  output.document({ keys: keys.map(({ id, signFrom, verifyUntil }) => ({ id, signFrom, verifyUntil })) });
  const rows = keys.map(({ id, signFrom, verifyUntil }) => [
    ...[id, minuteOf(signFrom), verifyUntil === null ? 'it is followed' : minuteOf(verifyUntil)],
  ]);
  output.print(table(columns, rows, output.tableWidth));
}

function printSecret({ output }: Context): void {
  const secret = newSecret();
  output.document({ secret });
  output.print(secret);
}

function rotateKeys({ config, output }: Context): void {
  const { id, signFrom } = inRing(() => rotateRing(config.dataFolder));
  output.document({ key: { id, signFrom } });
  output.print(
    `Added ${id}, with which all processes sign from ${signFrom} on. Nothing needs to be restarted.`,
  );
}

/** @throws CliFailure when there is no ring, or it cannot be read or written */
function inRing<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    const told = messageOf(error);
    if (codeOf(error) === 'ENOENT')
      throw new CliFailure(
        4,
        'NOT_FOUND',
        'There are no keys in this data folder: the processes make them when they are started one by one; in one process nothing is signed.',
      );
    throw new CliFailure(1, 'UNEXPECTED', `The keys cannot be used: ${told}`);
  }
}
