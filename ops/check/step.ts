import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify, styleText } from 'node:util';

/** One thing that is checked. */
export type Step = {
  readonly name: string;
  /**
   * @param root the folder to check, ending in a slash
   * @returns what is wrong, one problem after the other and each naming its file; empty when nothing is
   */
  readonly run: (root: URL) => Promise<string>;
};

/** How one step ended. */
export type StepResult = { readonly name: string; readonly problems: string; readonly seconds: number };

const maxOutputBytes = 64 * 1024 * 1024;

/**
 * Makes a step of an installed program: its problems are what it prints when it fails.
 * @param program its name in node_modules/.bin; it must be written in JavaScript
 */
export function command(name: string, program: string, ...args: string[]): Step {
  const path = fileURLToPath(new URL(`../../node_modules/.bin/${program}`, import.meta.url));
  return {
    name,
    run: async (root) => {
      try {
        const options = { cwd: fileURLToPath(root), maxBuffer: maxOutputBytes };
        await promisify(execFile)(process.execPath, [path, ...args], options);
        return '';
      } catch (error) {
        return outputOf(error);
      }
    },
  };
}

/** Runs every step in order, also after one has failed, and tells each result as soon as it is known. */
export async function runSteps(
  steps: readonly Step[],
  root: URL,
  tell: (result: StepResult) => void,
): Promise<StepResult[]> {
  const results: StepResult[] = [];
  for (const { name, run } of steps) {
    const start = performance.now();
    const problems = await run(root).catch((error: unknown) => String(error));
    const result = { name, problems, seconds: (performance.now() - start) / 1000 };
    tell(result);
    results.push(result);
  }
  return results;
}

/** One line for a result, and its problems in full below it. Coloured on a terminal alone. */
export function describeResult({ name, problems, seconds }: StepResult): string {
  const verdict = problems === '' ? styleText('green', 'ok    ') : styleText('red', 'failed');
  return [`${verdict}  ${name}  ${seconds.toFixed(1)} s`, problems.trimEnd()]
    .filter((s) => s !== '')
    .join('\n');
}

function outputOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // execFile adds what the program printed to the error that it throws.
  const { stdout = '', stderr = '' } = error as Error & { stdout?: string; stderr?: string };
  return `${stdout}${stderr}`.trim() === '' ? error.message : `${stdout}${stderr}`;
}
