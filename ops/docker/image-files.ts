import { cpSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

// An image is built of it before anything is installed, so this file needs nothing but Node.

/** The parts of a package.json that are read here. */
interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

const NOT_RUN = new Set(['node_modules', 'dist', 'test']);

/**
 * Copies what the image of a process holds beside its dependencies: the contract, and the sources of its workspace and
 * of those that it imports, without their tests.
 * @param root the checkout
 * @param workspace its folder below `root`, such as `subgraphs/audit`
 * @param target the folder that takes the files, at the same places as in the checkout
 */
export function copyImageFiles(root: string, workspace: string, target: string): void {
  cpSync(join(root, 'schema'), join(target, 'schema'), { recursive: true });
  for (const folder of workspacesOf(root, workspace)) {
    cpSync(join(root, folder), join(target, folder), { recursive: true, filter: isRun });
  }
}

function isRun(path: string): boolean {
  return !NOT_RUN.has(basename(path)) && !path.endsWith('.test.ts');
}

/** The workspace and all that it depends on, as folders below `root`. */
function workspacesOf(root: string, workspace: string): Set<string> {
  const folders = new Map(
    globSync('{gateway,lib/*,subgraphs/*}/package.json', { cwd: root }).map((path) => [
      manifestIn(join(root, path)).name,
      dirname(path),
    ]),
  );
  const found = new Set([workspace]);
  // A set also visits what is added while it is walked.
  for (const folder of found) {
    for (const name of Object.keys(manifestIn(join(root, folder, 'package.json')).dependencies ?? {})) {
      const dependency = folders.get(name);
      if (dependency !== undefined) found.add(dependency);
    }
  }
  return found;
}

function manifestIn(path: string): Manifest {
  // The manifests are this repository's own, and npm refuses one without a name.
  return JSON.parse(readFileSync(path, 'utf8')) as Manifest;
}

if (import.meta.main) {
  const [workspace, target] = process.argv.slice(2);
  if (workspace === undefined || target === undefined)
    throw new Error('Name the workspace and where its files go: node image-files.ts WORKSPACE FOLDER');
  copyImageFiles(join(import.meta.dirname, '../..'), workspace, target);
}
