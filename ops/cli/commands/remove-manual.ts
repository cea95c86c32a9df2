import type { Command } from 'commander';
import type { Context, ContextSource } from '../context.ts';
import { failureOfProblem } from '../failure.ts';
import { removeManual } from '../operations.ts';

/** `manuel manuals remove ID` */
export function defineRemoveManual(manuals: Command, contextOf: ContextSource): void {
  manuals
    .command('remove')
    .description('Remove a manual, its passages and its file.')
    .argument('<id>', "the manual's id, as manuel manuals shows it")
    .action((id: string) => remove(contextOf(), id));
}

async function remove({ gateway, output }: Context, id: string): Promise<void> {
  const { removeManual: result } = await gateway.run(removeManual(id));
  if (result.__typename !== 'ManualRemoved') throw failureOfProblem(result);
  output.document({ removed: result.id });
  output.print(`Removed ${result.id}.`);
}
