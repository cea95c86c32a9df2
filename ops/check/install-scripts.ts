import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Step } from './step.ts';

const Manifest = z.object({ allowScripts: z.record(z.string(), z.boolean()) });
const Lock = z.object({
  packages: z.record(z.string(), z.object({ hasInstallScript: z.boolean().optional() })),
});

/**
 * Checks that install scripts which `allowScripts` refuses are not in the lock either. Only npm 11 and later read
 * `allowScripts`; an older `npm ci` runs what the lock marks, and onnxruntime-node's script downloads CUDA.
 */
export const installScripts: Step = {
  name: 'install scripts',
  run: async (root) => {
    const { allowScripts } = Manifest.parse(readJson(new URL('package.json', root)));
    const { packages } = Lock.parse(readJson(new URL('package-lock.json', root)));
    return Object.entries(packages)
      .filter(([path, { hasInstallScript }]) => hasInstallScript && allowScripts[nameOf(path)] === false)
      .map(([path]) => `package-lock.json: remove "hasInstallScript" of ${path}: allowScripts refuses it`)
      .join('\n');
  },
};

function readJson(url: URL): unknown {
  return JSON.parse(readFileSync(url, 'utf8'));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}
