import { createHash } from 'node:crypto';
import { chownSync, existsSync, lstatSync, mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StartFailure } from '@manuel/service';
import { canReach, type ServerAccount } from './account.ts';

/**
 * Where the server keeps its files: `postgres` below the data folder. When root's own folders keep the
 * server's account out, it is a link to a folder below /var/lib/manuel that the account can reach.
 */
export function databaseFolder(dataFolder: string, account: ServerAccount): string {
  const folder = join(dataFolder, 'postgres');
  if (existsSync(folder)) return realpathSync(folder);
  if (canReach(account, dataFolder)) return folder;
  const reachable = join('/var/lib/manuel', digest(dataFolder));
  mkdirSync('/var/lib/manuel', { recursive: true, mode: 0o755 });
  own(reachable, account);
  symlinkSync(join(reachable, 'postgres'), folder);
  mkdirSync(join(reachable, 'postgres'), { recursive: true, mode: 0o700 });
  return join(reachable, 'postgres');
}

/**
 * The folder of the unix socket: short, because a socket's path may have 107 bytes, and always the same for
 * one data folder, so that the next owner finds a server that is still running.
 * @throws StartFailure when somebody else has taken the name
 */
export function socketFolder(folder: string, account: ServerAccount): string {
  const sockets = join(tmpdir(), `manuel-${digest(folder)}`);
  own(sockets, account);
  const { uid, mode } = lstatSync(sockets);
  if (uid !== (account?.uid ?? process.getuid?.()) || (mode & 0o077) !== 0) {
    throw new StartFailure(
      `${sockets} belongs to somebody else: remove it, or set TMPDIR to a folder of your own.`,
    );
  }
  return sockets;
}

function own(folder: string, account: ServerAccount): void {
  if (existsSync(folder)) return;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (account !== undefined) chownSync(folder, account.uid, account.gid);
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
