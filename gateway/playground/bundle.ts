import { readdir, readFile, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { build } from 'vite';

// Started by build.ts as `node bundle.ts FOLDER`: writes the page and its assets to FOLDER, then compressed twins of the assets.

const compressible = new Set(['.js', '.css', '.svg', '.ttf']);
const brotliOptions = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };

async function compressAssets(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!compressible.has(extname(name))) continue;
    const path = join(folder, name);
    const content = await readFile(path);
    await writeFile(`${path}.br`, await promisify(brotliCompress)(content, brotliOptions));
    await writeFile(`${path}.gz`, await promisify(gzip)(content));
  }
}

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Name the folder to write to: node bundle.ts FOLDER');
await build({
  configFile: join(import.meta.dirname, 'vite.config.ts'),
  configLoader: 'native',
  build: { outDir: folder },
});
await compressAssets(join(folder, 'assets'));
