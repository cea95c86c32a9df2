import type { Command } from 'commander';
import { describeManual } from '../addition.ts';
import type { Context, ContextSource } from '../context.ts';
import { failureOfProblem } from '../failure.ts';
import { ReadingWatch } from '../reading-watch.ts';
import { reingestManual } from '../revision-operations.ts';

/** `manuel reingest ID` */
export function defineReingest(program: Command, contextOf: ContextSource): void {
  program
    .command('reingest')
    .summary("read a manual's file once more")
    .description(
      "Read a manual's file once more, for example when a fault has been mended, and wait until that is done.\n" +
        'Until then, and if it fails, what was read before is asked.',
    )
    .argument('<id>', "the manual's id, as manuel manuals shows it")
    .action((id: string) => reingest(contextOf(), id));
}

async function reingest({ gateway, output }: Context, id: string): Promise<void> {
  const { reingestManual: asked } = await gateway.run(reingestManual(id));
  if (asked.__typename !== 'ManualReingested') throw failureOfProblem(asked);
  const progress = output.progress(asked.manual.title);
  const read = await new ReadingWatch(gateway, progress)
    .untilRead(asked.manual, 0)
    .finally(() => progress.end());
  const manual = { ...asked.manual, status: 'READY', ...read };
  output.document({ manual });
  output.print(`Read again: ${describeManual(manual)}.`);
}
