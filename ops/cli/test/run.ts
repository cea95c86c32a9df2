import type { ExitCode } from '../failure.ts';
import { runManuel } from '../program.ts';
import type { StandInGateway } from './stand-in-gateway.ts';

/** What a run of `manuel` left behind. */
export interface Ran {
  readonly exit: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a run finds around it. */
export interface Surroundings {
  readonly environment?: Readonly<Record<string, string>>;
  /** Columns of the terminal; without them nobody looks. */
  readonly columns?: number;
}

/** Runs `manuel` in this process, with the stand-in as its gateway and a token given. */
export function run(gateway: StandInGateway, args: readonly string[], around?: Surroundings): Promise<Ran> {
  const environment = { MANUEL_URL: `${gateway.origin}/graphql`, MANUEL_TOKEN: 'given' };
  return runAlone(args, { ...around, environment: { ...environment, ...around?.environment } });
}

/** Runs `manuel` in this process. */
export async function runAlone(
  args: readonly string[],
  { environment = {}, columns }: Surroundings = {},
): Promise<Ran> {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const stream = (written: string[]) => ({
    write: (text: string) => written.push(text),
    isTTY: columns !== undefined,
    columns,
  });
  // Nobody's own sign-in.
  const around = { MANUEL_LOGIN_FILE: '/nowhere/login.json', ...environment };
  const exit = await runManuel(args, { stdout: stream(stdout), stderr: stream(stderr) }, around);
  return { exit, stdout: stdout.join(''), stderr: stderr.join('') };
}
