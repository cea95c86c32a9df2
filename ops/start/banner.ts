import type { WriteStream } from 'node:tty';
import { DEMO_CALLERS } from './demo.ts';
import type { Installation } from './installation.ts';

/** Shows a start's steps as they are taken, each with its time. */
export class BootProgress {
  readonly #out: Pick<WriteStream, 'write'>;
  #step: { readonly name: string; readonly start: number } | undefined;

  constructor(out: Pick<WriteStream, 'write'>) {
    this.#out = out;
  }

  begin(name: string): void {
    this.end();
    this.#step = { name, start: performance.now() };
    this.#out.write(`  ${name.padEnd(12)}`);
  }

  end(): void {
    if (this.#step === undefined) return;
    const seconds = (performance.now() - this.#step.start) / 1000;
    this.#out.write(`${seconds.toFixed(1)} s\n`);
    this.#step = undefined;
  }
}

/** What somebody who has just started Manuel wants to know. */
export function banner({ origin, dataFolder, database, demoPasswords }: Installation): string {
  const users = Object.values(DEMO_CALLERS).map(
    ({ id, roles }) => `    ${id.padEnd(6)}${roles.join(', ').padEnd(9)}npx manuel token --user ${id}`,
  );
  return `
Manuel is ready.

  GraphQL      ${origin}/graphql
  Playground   ${origin}/playground
  Health       ${origin}/health/ready
  Data         ${dataFolder}${database === 'embedded' ? ' (with its own PostgreSQL)' : ''}

  Demo users of the workspace demo, and how to get a token:
${users.join('\n')}
${passwordsOf(demoPasswords)}
  Next:
    npx manuel add your-manual.pdf
    npx manuel ask "How do I reset it?"
    npx manuel doctor
    npx manuel login

  Ctrl-C stops everything; the data stays.
`;
}

/** Shown at the start that made them and never again: only their hashes are kept. */
function passwordsOf(passwords: ReadonlyMap<string, string>): string {
  if (passwords.size === 0) return '';
  const lines = [...passwords].map(([name, password]) => `    ${name.padEnd(6)}${password}`);
  return `
  Their passwords for signing in, which are shown only now:
${lines.join('\n')}
`;
}
