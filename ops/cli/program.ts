import type { Environment } from '@manuel/service';
import { Command, CommanderError } from 'commander';
import { DEMO_CALLERS } from '../start/demo.ts';
import { defineAccounts } from './commands/accounts.ts';
import { defineAdd } from './commands/add.ts';
import { defineAsk } from './commands/ask.ts';
import { defineAudit } from './commands/audit.ts';
import { defineDeadLetters } from './commands/dead-letters.ts';
import { defineDoctor } from './commands/doctor.ts';
import { defineKeys } from './commands/keys.ts';
import { defineLogin } from './commands/login.ts';
import { defineManuals } from './commands/manuals.ts';
import { defineReingest } from './commands/reingest.ts';
import { defineReplace } from './commands/replace.ts';
import { defineServiceAccounts } from './commands/service-accounts.ts';
import { defineSessions } from './commands/sessions.ts';
import { defineToken } from './commands/token.ts';
import { defineTokenKeys } from './commands/token-keys.ts';
import { defineUsage } from './commands/usage.ts';
import { createContext } from './context.ts';
import { EXIT_CODES, type ExitCode, failureOf } from './failure.ts';
import { Output, type Terminal } from './output.ts';

/**
 * Runs `manuel` once.
 * @param args what stands behind `manuel` on the command line
 * @param environment the process's own when not given
 * @returns the exit code; never throws
 */
export async function runManuel(
  args: readonly string[],
  terminal: Terminal,
  environment?: Environment,
): Promise<ExitCode> {
  try {
    await defineProgram(terminal, environment).parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const failure = failureOf(error);
    // The options may be what is wrong, so the wish for JSON is read from the words themselves.
    new Output(terminal, { json: args.includes('--json'), color: false }).fail(failure);
    return failure.exit;
  }
}

function defineProgram(terminal: Terminal, environment: Environment | undefined): Command {
  const { stdout, stderr } = terminal;
  const program = new Command('manuel')
    .description('Ask your manuals: answers that cite manual and page.')
    .option('--url <url>', 'the gateway (default: MANUEL_URL, or the one on this machine)')
    .option('--token <token>', 'access token (default: MANUEL_TOKEN, a sign-in, or one for --as)')
    .option('--as <user>', `demo user to act as on this machine (default: ${DEMO_CALLERS.ada.id})`)
    .option('--json', 'one JSON document on stdout, also for errors')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      // runManuel says it, in the form that was asked for.
      outputError: () => undefined,
      getOutHelpWidth: () => stdout.columns ?? 80,
    })
    .exitOverride()
    .addHelpText('after', helpEnd);
  const contextOf = () => createContext(program.opts(), terminal, environment);
  for (const define of [
    defineAdd,
    defineReplace,
    defineReingest,
    defineAsk,
    defineManuals,
    defineUsage,
    defineAudit,
    defineDeadLetters,
    defineLogin,
    defineAccounts,
    defineSessions,
    defineServiceAccounts,
    defineToken,
    defineTokenKeys,
    defineKeys,
    defineDoctor,
  ]) {
    define(program, contextOf);
  }
  return program;
}

const helpEnd = `
Examples:
  manuel add drill.pdf lathe.pdf --product workshop
  manuel ask "How do I change the drill chuck?"
  manuel manuals --json

Exit codes:
${Object.entries(EXIT_CODES)
  .map(([code, meaning]) => `  ${code}  ${meaning}`)
  .join('\n')}`;
