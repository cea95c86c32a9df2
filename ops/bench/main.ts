import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// `npm run bench -- NAME [ARGUMENT…]` runs one benchmark; its last line is one JSON object.
const [name, ...rest] = process.argv.slice(2);
const folder = new URL('./', import.meta.url);
const benches = readdirSync(fileURLToPath(folder))
  .filter((file) => /^[a-z-]+\.ts$/.test(file) && file !== 'main.ts')
  .map((file) => file.replace('.ts', ''));

if (name === undefined || !existsSync(new URL(`${name}.ts`, folder))) {
  process.stderr.write(`Name a benchmark: npm run bench -- ${benches.join(' | ')}\n`);
  process.exit(2);
}
process.argv.splice(2, process.argv.length, ...rest);
await import(new URL(`${name}.ts`, folder).href);
