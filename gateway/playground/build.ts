import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const home = import.meta.dirname;
const dist = join(home, 'dist');
const stampName = 'built-from.txt';

/**
 * Bundles the playground's page to `gateway/playground/dist`, unless what lies there was made of the same sources.
 * Throws an Error with the bundler's words when the sources cannot be bundled.
 */
export async function buildPlayground(): Promise<void> {
  const stamp = await fingerprintSources();
  if (await isBuiltFrom(stamp)) return;
  // Named so that its inner folder is ignored by git, and on the same disk so that it can be renamed into place.
  const staging = await mkdtemp(join(home, '.staging-'));
  try {
    await bundleInto(join(staging, 'dist'));
    await writeFile(join(staging, 'dist', stampName), stamp);
    await moveIntoPlace(join(staging, 'dist'), stamp);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/**
 * SHA-256 over the names and contents of the sources, and over the gateway's package.json, which pins GraphiQL, React and
 * Vite. Asks nothing of node_modules, so that an image may hold the finished bundle without them.
 */
async function fingerprintSources(): Promise<string> {
  const hash = createHash('sha256');
  const entries = await readdir(home, { withFileTypes: true });
  for (const name of entries
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name)
    .sort()) {
    hash.update(`${name}\0`).update(await readFile(join(home, name)));
  }
  hash.update(await readFile(join(home, '../package.json')));
  return hash.digest('hex');
}

async function isBuiltFrom(stamp: string): Promise<boolean> {
  const found = await readFile(join(dist, stampName), 'utf8').catch(() => undefined);
  return found === stamp;
}

/**
 * A process of its own, with no other environment than this: Vite takes NODE_ENV for its own purposes and would leave
 * it set in the gateway, and under a test runner's NODE_ENV it would bundle React's development build.
 */
async function bundleInto(folder: string): Promise<void> {
  await promisify(execFile)(process.execPath, [join(home, 'bundle.ts'), folder], {
    cwd: home,
    env: { NODE_ENV: 'production' },
  });
}

/** Two processes may finish at once: the later one finds the place taken by the same bundle and drops its own. */
async function moveIntoPlace(finished: string, stamp: string): Promise<void> {
  await rm(dist, { recursive: true, force: true });
  try {
    await rename(finished, dist);
  } catch (error) {
    if (!(await isBuiltFrom(stamp))) throw error;
  }
}

if (import.meta.main) await buildPlayground();
