import { readFile } from 'node:fs/promises';
import { generateFiles } from './generate.ts';
import type { Step } from './step.ts';

/** Checks that the subgraphs compose and that each file made from the contract is the committed one. */
export const contract: Step = {
  name: 'contract',
  run: async (root) => {
    const problems: string[] = [];
    for (const { path, text } of await generateFiles(root)) {
      const committed = await readFile(new URL(path, root), 'utf8').catch(() => undefined);
      if (committed !== text)
        problems.push(`${path} does not follow from the schemas: run \`npm run generate\``);
    }
    return problems.join('\n');
  },
};
