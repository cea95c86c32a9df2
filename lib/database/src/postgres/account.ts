import { spawnSync } from 'node:child_process';
import { StartFailure } from '@manuel/service';

/** Who runs the server: this user, or an unprivileged account when this user is root, as PostgreSQL demands. */
export type ServerAccount = { readonly uid: number; readonly gid: number } | undefined;

/** @throws StartFailure when this is root and there is no account to run the server as */
export function serverAccount(): ServerAccount {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    const uid = spawnSync('id', ['-u', name], { encoding: 'utf8' });
    const gid = spawnSync('id', ['-g', name], { encoding: 'utf8' });
    if (uid.status === 0 && gid.status === 0) return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  }
  throw new StartFailure(
    'PostgreSQL does not run as root, and there is no account "postgres" or "nobody": start as another user, or set DATABASE_URL.',
  );
}

/** Whether the account may open the path; every folder above it counts. */
export function canReach(account: ServerAccount, path: string): boolean {
  if (account === undefined) return true;
  return spawnSync('test', ['-x', path], { ...account, cwd: '/' }).status === 0;
}
