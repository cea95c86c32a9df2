import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type Finding, failed, ok } from './finding.ts';

/** The first with `await using` and `import.meta.main`. */
const OLDEST_NODE = 24;

const LockFile = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      optional: z.boolean().optional(),
      dev: z.boolean().optional(),
      devOptional: z.boolean().optional(),
    }),
  ),
});
type LockFile = z.infer<typeof LockFile>;

/** @param version such as 26.10.0 */
export function checkNode(version: string): Finding {
  const detail = `${version}, ${OLDEST_NODE} or newer is needed`;
  return Number.parseInt(version, 10) >= OLDEST_NODE
    ? ok('Node.js', version)
    : failed('Node.js', `${detail}: call npx manuel, which takes the one that npm ci installed`);
}

/**
 * Compares what npm wrote down of its last install with what is asked for.
 * @param repository the clone
 */
export async function checkPackages(repository: string): Promise<Finding> {
  const name = 'packages';
  const [wanted, installed] = await Promise.all([
    readLockFile(join(repository, 'package-lock.json')),
    readLockFile(join(repository, 'node_modules', '.package-lock.json')),
  ]);
  if (wanted === undefined) return failed(name, 'package-lock.json is missing: get it back with git');
  if (installed === undefined) return failed(name, 'none are installed: run npm ci');
  const wrong = differencesOf(wanted, installed);
  const [first] = wrong;
  if (first === undefined) return ok(name, `${Object.keys(installed.packages).length} installed`);
  const more = wrong.length > 1 ? ` and ${wrong.length - 1} more` : '';
  return failed(name, `${first}${more} not as in package-lock.json: run npm ci`);
}

/** Leaves out what need not be there: packages for other platforms, and those for development. */
function differencesOf(wanted: LockFile, installed: LockFile): string[] {
  return Object.entries(wanted.packages)
    .filter(([path]) => path.startsWith('node_modules/') || path.includes('/node_modules/'))
    .filter(([path, { version, optional, dev, devOptional }]) => {
      const there = installed.packages[path];
      const needed = !optional && !dev && !devOptional;
      return there === undefined ? needed : there.version !== version;
    })
    .map(([path]) => path.replace(/^.*node_modules\//, ''));
}

async function readLockFile(path: string): Promise<LockFile | undefined> {
  try {
    return LockFile.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
}
