import type { Command } from 'commander';
import { z } from 'zod';
import { openTokenKeys } from '../access-token.ts';
import type { Context, ContextSource } from '../context.ts';
import { parseOptions } from '../options.ts';
import { type Column, minuteOf, table } from '../text-layout.ts';

const Options = z.object({ compromised: z.boolean().default(false) });

const columns: readonly Column[] = [
  { title: 'key' },
  { title: 'state' },
  { title: 'signs from (UTC)' },
  { title: 'until (UTC)' },
];

/** `manuel token-keys`, with `rotate` */
export function defineTokenKeys(program: Command, contextOf: ContextSource): void {
  const keys = program
    .command('token-keys')
    .summary("list the keys that sign this installation's tokens")
    .description("List the keys that sign this installation's access tokens. Needs its data folder.")
    .usage('[options]\n       manuel token-keys rotate [--compromised]')
    .action(() => listKeys(contextOf()));
  keys
    .command('rotate')
    .description('Make a new key. The gateways take it within seconds; tokens of the older ones stay good.')
    .option('--compromised', 'forget the older keys at once, and every token that they signed')
    .action((options: unknown) => rotate(contextOf(), parseOptions(Options, options).compromised));
}

function listKeys({ config, output }: Context): void {
  const ring = openTokenKeys(config.dataFolder).current();
  const signing = ring.signing().kid;
  const now = Date.now();
  const keys = ring.keys.map(({ kid, signsFrom, until }) => ({
    ...{ kid, signsFrom, until },
    state: kid === signing ? 'signs' : Date.parse(signsFrom) > now ? 'is about to sign' : 'vouches',
  }));
  output.document({ keys });
  const rows = keys.map(({ kid, state, signsFrom, until }) => [
    ...[kid, state, Date.parse(signsFrom) === 0 ? 'the beginning' : minuteOf(signsFrom)],
    until === null ? '' : minuteOf(until),
  ]);
  output.print(table(columns, rows, output.tableWidth));
}

function rotate({ config, output }: Context, isCompromised: boolean): void {
  const [key] = openTokenKeys(config.dataFolder).rotate(isCompromised).keys;
  output.document({ kid: key?.kid, signsFrom: key?.signsFrom });
  output.print(`The new key is ${key?.kid}.`);
  output.print(isCompromised ? 'It signs at once.' : 'It signs in ten seconds, when every gateway knows it.');
  if (isCompromised) output.print('Everybody needs new tokens: those of the older keys are refused.');
}
