import type { Command } from 'commander';
import { z } from 'zod';
import type { Context, ContextSource } from '../context.ts';
import { CliFailure, failureOfProblem } from '../failure.ts';
import { type AskInput, ask, type Citation } from '../operations.ts';
import { parseOptions } from '../options.ts';
import type { Output } from '../output.ts';
import { cut, wrap } from '../text-layout.ts';

const Options = z.object({
  manual: z.array(z.string()).optional(),
  product: z.string().optional(),
  key: z.string().optional(),
});

const INDENT = '    ';

/** `manuel ask QUESTION` */
export function defineAsk(program: Command, contextOf: ContextSource): void {
  program
    .command('ask')
    .summary('ask the manuals; the answer cites manual and page')
    .description('Ask the manuals. The answer cites manual and page, or says that nothing was found.')
    .usage('<question> [options]')
    .argument('<question>', 'the question, in quotes')
    .option('--manual <id...>', 'ask only these manuals')
    .option('--product <product>', 'ask only manuals of this product')
    .option('--key <key>', 'idempotency key: the same one again gives the first answer, charged once')
    .addHelpText('after', '\nExample:\n  manuel ask "How do I write a hex file to the flash memory?"')
    .action((text: string, options: unknown) => {
      const { manual: manualIds, product, key: idempotencyKey } = parseOptions(Options, options);
      return askManuals(contextOf(), { text, manualIds, product, idempotencyKey });
    });
}

async function askManuals({ gateway, output }: Context, input: AskInput): Promise<void> {
  // The question is charged: an answer whose citations lost their titles is still worth showing.
  const { data, problems } = await gateway.runPartly(ask(input));
  const { ask: question } = data;
  if (question.__typename !== 'Question') throw failureOfProblem(question);
  const { id, text, answer } = question;
  if (answer === null) {
    throw problems[0] ?? new CliFailure(6, 'NOT_ANSWERED', 'It has not been answered yet: ask again later.');
  }
  output.document({
    question: { id, text, answer },
    warnings: problems.map(({ code, message }) => ({ code, message })),
  });
  output.print(wrap(answer.text, output.width));
  if (answer.citations.length > 0) output.print('');
  for (const [index, citation] of answer.citations.entries()) printCitation(output, index + 1, citation);
  for (const { message } of problems) output.note(`warning: ${message}`);
}

function printCitation(output: Output, number: number, { passage, page, quote }: Citation): void {
  const source =
    passage === null
      ? 'a manual that cannot be shown now'
      : `${passage.manual.fileName} (${passage.manual.title})`;
  const place = page === null ? '' : `, page ${page}`;
  output.print(`[${number}] ${source}${place}`);
  const firstLine = quote.trim().split('\n', 1)[0] ?? '';
  output.print(`${INDENT}${cut(firstLine.trim(), output.width - INDENT.length)}`);
}
