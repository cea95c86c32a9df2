import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, 'peers');

/** A file of the peers folder. */
export function peerPath(path: string): string {
  return join(folder, path);
}

/**
 * Installs the other gateways as their lock says, once. Their own install scripts do not run: none needs one.
 * @throws Error when npm fails
 */
export async function installPeers(): Promise<void> {
  // npm writes this file last, so a broken installation does not count.
  if (existsSync(peerPath('node_modules/.package-lock.json'))) return;
  console.error('Installing the gateways to compare with (once; about 600 MB) …');
  const npm = spawn('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: ['ignore', process.stderr, process.stderr],
  });
  const progress = setInterval(() => console.error('… still installing'), 15_000);
  const [code] = await once(npm, 'exit').finally(() => clearInterval(progress));
  if (code !== 0) throw new Error(`npm ci in ${folder} failed.`);
}
