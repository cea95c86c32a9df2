import { casts } from './casts.ts';
import { contract } from './contract.ts';
import { installScripts } from './install-scripts.ts';
import { migrations } from './migrations.ts';
import { rooms } from './rooms.ts';
import { command, type Step } from './step.ts';
import { words } from './words.ts';

/** Biome, with the rules of biome.json; a warning fails as well, or it would be read by nobody. */
export const lint = command(
  'format and lint',
  'biome',
  'check',
  '--error-on-warnings',
  '--max-diagnostics=none',
);

/** What must hold before a change is merged, in the order in which it is checked. */
export const steps: readonly Step[] = [
  lint,
  command('types', 'tsc', '--noEmit'),
  command('types of the playground', 'tsc', '--noEmit', '-p', 'gateway/playground'),
  rooms,
  words,
  casts,
  contract,
  migrations,
  installScripts,
];
