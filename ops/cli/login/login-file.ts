import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { codeOf } from '@manuel/service';
import { z } from 'zod';
import { CliFailure } from '../failure.ts';

const Login = z.object({
  accessToken: z.string(),
  /** ISO 8601. */
  expiresAt: z.iso.datetime(),
  refreshToken: z.string(),
});
/** What one gateway's issuer gave when somebody signed in. */
export type Login = z.output<typeof Login>;

const Logins = z.object({ gateways: z.record(z.string(), Login) });

/** The sign-ins of this machine's user, by the gateways' origins, in a file for its owner alone. */
export class LoginFile {
  readonly #file: string;

  /** @param file its path; need not exist */
  constructor(file: string) {
    this.#file = file;
  }

  /** @throws CliFailure when others can read the file, or it holds something else */
  read(gateway: string): Login | undefined {
    return this.#read()[gateway];
  }

  /** Written whole or not at all. @param login undefined to forget */
  write(gateway: string, login: Login | undefined): void {
    const { [gateway]: _former, ...others } = this.#read();
    const gateways = login === undefined ? others : { ...others, [gateway]: login };
    if (Object.keys(gateways).length === 0) {
      rmSync(this.#file, { force: true });
      return;
    }
    mkdirSync(dirname(this.#file), { recursive: true, mode: 0o700 });
    const draft = `${this.#file}.${process.pid}.draft`;
    rmSync(draft, { force: true });
    writeFileSync(draft, JSON.stringify({ gateways }, undefined, 2), { mode: 0o600, flag: 'wx' });
    renameSync(draft, this.#file);
  }

  #read(): Record<string, Login> {
    let text: string;
    try {
      text = readFileSync(this.#file, 'utf8');
    } catch (error) {
      if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return {};
      throw error;
    }
    // Windows has no owner bits; there the folder's access list is what protects it.
    if (process.platform !== 'win32' && (statSync(this.#file).mode & 0o077) !== 0)
      throw new CliFailure(
        2,
        'INVALID_SETTING',
        `${this.#file} can be read by others: run chmod 600 ${this.#file}.`,
      );
    const parsed = Logins.safeParse(jsonOf(text));
    if (parsed.success) return parsed.data.gateways;
    throw new CliFailure(
      2,
      'INVALID_SETTING',
      `${this.#file} is no file of manuel login: delete it and sign in again, or set MANUEL_LOGIN_FILE.`,
    );
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
