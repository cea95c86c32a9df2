import { basename } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { type AddedManual, Addition, describeManual } from '../addition.ts';
import type { Context, ContextSource } from '../context.ts';
import { CliFailure, failureOf } from '../failure.ts';
import type { ManualDetails } from '../operations.ts';
import { parseOptions } from '../options.ts';

const Options = z.object({
  title: z.string().optional(),
  product: z.string().optional(),
  language: z.string().optional(),
});

/** How the adding of one file ended. */
type Ending =
  | { readonly file: string; readonly manual: AddedManual }
  | { readonly file: string; readonly failure: CliFailure };

/** `manuel add FILE…` */
export function defineAdd(program: Command, contextOf: ContextSource): void {
  program
    .command('add')
    .summary('add manuals and wait until they can be asked')
    .description(
      'Upload manuals (PDF, Markdown, HTML, text, DOCX) and wait until they can be asked.\n' +
        'Goes on after a file that fails; the exit code is then the highest of all files.',
    )
    .usage('<file...> [options]')
    .argument('<file...>', 'the files')
    .option('--title <title>', "the manual's title (default: the file's name)")
    .option('--product <product>', 'the product that it belongs to')
    .option('--language <tag>', 'BCP 47 tag of its language (default: what the text tells)')
    .addHelpText('after', '\nExample:\n  manuel add avrdude.pdf --product avrdude')
    .action((files: string[], options: unknown) =>
      addFiles(contextOf(), files, parseOptions(Options, options)),
    );
}

async function addFiles(context: Context, files: readonly string[], details: ManualDetails): Promise<void> {
  if (details.title !== undefined && files.length > 1) {
    throw new CliFailure(2, 'USAGE', '--title names one manual: add the files one by one.');
  }
  const endings: Ending[] = [];
  for (const file of files) {
    const ending = await addFile(context, file, details);
    if ('failure' in ending && files.length > 1) context.output.note(`${file}: ${ending.failure.message}`);
    endings.push(ending);
  }
  const report = { files: endings.map(describe) };
  const failures = endings.flatMap((ending) => ('failure' in ending ? [ending.failure] : []));
  const worst = failures.toSorted((a, b) => b.exit - a.exit)[0];
  if (worst === undefined) return context.output.document(report);
  const message =
    files.length > 1
      ? `${failures.length} of ${files.length} files could not be added.`
      : `${files[0]}: ${worst.message}`;
  throw new CliFailure(worst.exit, worst.code, message, report);
}

async function addFile({ gateway, output }: Context, file: string, details: ManualDetails): Promise<Ending> {
  const progress = output.progress(basename(file));
  try {
    const manual = await new Addition(gateway, progress).add(file, details);
    progress.end();
    output.print(`${file}: ${manual.deduplicated ? 'already there' : 'ready'} as ${describeManual(manual)}`);
    return { file, manual };
  } catch (error) {
    progress.end();
    return { file, failure: failureOf(error) };
  }
}

function describe(ending: Ending): Record<string, unknown> {
  if ('manual' in ending) return { file: ending.file, manual: ending.manual };
  const { code, message, report } = ending.failure;
  return { file: ending.file, ...report, error: { code, message } };
}
