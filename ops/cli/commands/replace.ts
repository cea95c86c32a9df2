import { basename } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { Addition, describeManual } from '../addition.ts';
import type { Context, ContextSource } from '../context.ts';
import { parseOptions } from '../options.ts';

const Options = z.object({ title: z.string().optional(), language: z.string().optional() });

/** `manuel replace ID FILE` */
export function defineReplace(program: Command, contextOf: ContextSource): void {
  program
    .command('replace')
    .summary('give a manual a new file and wait until that can be asked')
    .description(
      'Upload a new revision of a manual, which keeps its id.\n' +
        'Until the new file has been read, and if it cannot be, the old one is asked.',
    )
    .argument('<id>', "the manual's id, as manuel manuals shows it")
    .argument('<file>', 'the new file')
    .option('--title <title>', 'a new title (default: the title stays)')
    .option(
      '--language <tag>',
      'BCP 47 tag of the new text, und to tell it by the text (default: the language stays)',
    )
    .addHelpText('after', '\nExample:\n  manuel replace 018f3c1e-… avrdude-8.pdf --title "AVRDUDE 8"')
    .action((id: string, file: string, options: unknown) =>
      replace(contextOf(), id, file, parseOptions(Options, options)),
    );
}

async function replace(
  { gateway, output }: Context,
  id: string,
  file: string,
  details: z.infer<typeof Options>,
): Promise<void> {
  const progress = output.progress(basename(file));
  const manual = await new Addition(gateway, progress)
    .replace(id, file, details)
    .finally(() => progress.end());
  output.document({ file, manual });
  output.print(`${file}: ${manual.deduplicated ? 'already there' : 'ready'} as ${describeManual(manual)}`);
}
