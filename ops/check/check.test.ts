import { appendFile, cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { casts } from './casts.ts';
import { contract } from './contract.ts';
import { rooms } from './rooms.ts';
import { runSteps, type StepResult } from './step.ts';
import { lint } from './steps.ts';
import { words } from './words.ts';

/** A file that breaks a rule, and what the check says of it. */
type Plant = { readonly rule: string; readonly path: string; readonly text: string; readonly says: string };

const repository = new URL('../../', import.meta.url);
const packages = ['gateway', 'ops', 'lib/cache', 'lib/text', 'subgraphs/manuals', 'subgraphs/usage'];

const broken: readonly Plant[] = [
  {
    rule: 'the environment is read in config.ts alone',
    path: 'gateway/src/server.ts',
    text: 'export const port = process.env.PORT;\n',
    says: 'noProcessEnv',
  },
  {
    rule: 'the environment is not imported',
    path: 'gateway/src/health.ts',
    text: "import { env } from 'node:process';\n\nexport const port = env.PORT;\n",
    says: 'imports node:process',
  },
  {
    rule: 'the environment is not taken out of process',
    path: 'gateway/src/listen.ts',
    text: 'const { env } = process;\n\nexport const port = env.PORT;\n',
    says: 'keeps process',
  },
  {
    rule: 'a resolver knows no MikroORM',
    path: 'subgraphs/manuals/src/resolvers/passage.ts',
    text: "import type { EntityManager } from '@mikro-orm/core';\n\nexport type Parent = EntityManager;\n",
    says: 'imports @mikro-orm/core',
  },
  {
    rule: 'a resolver calls no repository',
    path: 'subgraphs/manuals/src/resolvers/manual.ts',
    text: "import { load } from '../repositories/manual-repository.ts';\n\nexport const manual = load;\n",
    says: 'imports ../repositories/manual-repository.ts',
  },
  {
    rule: 'imports never turn back',
    path: 'subgraphs/manuals/src/repositories/passage-repository.ts',
    text: "import { remove } from '../actions/remove-manual.ts';\n\nexport const removeAll = remove;\n",
    says: 'never turn back',
  },
  {
    rule: 'a rule reads nothing',
    path: 'subgraphs/manuals/src/rules/may-see.ts',
    text: "import { cached } from '@manuel/cache';\n\nexport const maySee = cached;\n",
    says: 'reads nothing',
  },
  {
    rule: 'a cast says why it is safe',
    path: 'lib/cache/src/parse.ts',
    text: 'export const parse = (text: string) => JSON.parse(text) as string;\n',
    says: 'casts without a comment',
  },
  {
    rule: 'nothing is of type any',
    path: 'lib/cache/src/anything.ts',
    text: 'export const anything = (value: any): unknown => value;\n',
    says: 'noExplicitAny',
  },
  {
    rule: 'a file has at most 300 lines',
    path: 'lib/cache/src/long-file.ts',
    text: Array.from({ length: 301 }, (_, index) => `export const n${index} = ${index};\n`).join(''),
    says: 'noExcessiveLinesPerFile',
  },
  {
    rule: 'a function has at most 50 lines',
    path: 'lib/cache/src/long-function.ts',
    text: `export function long(): void {\n${'  long();\n'.repeat(51)}}\n`,
    says: 'noExcessiveLinesPerFunction',
  },
  {
    rule: 'imports make no cycle between packages',
    path: 'lib/cache/src/index.ts',
    text: "import { text } from '@manuel/text';\n\nexport const entry = () => text;\n",
    says: 'noImportCycles',
  },
  {
    rule: 'a cycle is told at each of its files',
    path: 'lib/text/src/index.ts',
    text: "import { entry } from '@manuel/cache';\n\nexport const text = () => entry;\n",
    says: 'noImportCycles',
  },
  {
    rule: 'a promise is awaited',
    path: 'lib/cache/src/forgetful.ts',
    text: 'const save = async (): Promise<void> => {};\n\nexport function forget(): void {\n  save();\n}\n',
    says: 'noFloatingPromises',
  },
  {
    rule: 'of another subgraph only the client is imported',
    path: 'subgraphs/manuals/src/charge.ts',
    text: "import { usage } from '@manuel/usage';\n\nexport const charge = usage;\n",
    says: 'imports @manuel/usage: of another subgraph only its client',
  },
  {
    rule: 'another package is imported by its name',
    path: 'subgraphs/manuals/src/quota.ts',
    text: "export { usage } from '../../usage/src/index.ts';\n",
    says: 'import another package by its name',
  },
  {
    rule: 'lib imports no process',
    path: 'lib/cache/src/warm.ts',
    text: "export const warm = () => import('@manuel/manuals');\n",
    says: 'imports @manuel/manuals: lib is shared',
  },
  {
    rule: 'lib says no domain word',
    path: 'lib/cache/src/keys.ts',
    text: 'export const keyOf = (manualId: string): string => manualId;\n',
    says: 'says manual',
  },
  {
    rule: 'a file is named by what it holds',
    path: 'lib/text/src/utils.ts',
    text: 'export const one = 1;\n',
    says: 'is called utils',
  },
];

const allowed: readonly Omit<Plant, 'rule' | 'says'>[] = [
  { path: 'gateway/src/config.ts', text: 'export const port = process.env.PORT;\n' },
  { path: 'gateway/src/usage.ts', text: "export { client } from '@manuel/usage/client';\n" },
  { path: 'ops/start/main.ts', text: "import { usage } from '@manuel/usage';\n\nconsole.log(usage);\n" },
  {
    path: 'subgraphs/manuals/src/repositories/manual-repository.ts',
    text: "import { EntityManager } from '@mikro-orm/core';\n\nexport const load = EntityManager;\n",
  },
  {
    path: 'subgraphs/manuals/src/resolvers/user.ts',
    text: "import type { load } from '../repositories/manual-repository.ts';\n\nexport type Load = typeof load;\n",
  },
  {
    path: 'lib/cache/src/read.ts',
    text: [
      '// Written by this process alone.\n',
      'export const read = (text: string) => JSON.parse(text) as string;\n',
      "export const kinds = ['a', 'b'] as const;\n",
    ].join(''),
  },
];

let copy: string;
let results: readonly StepResult[];

beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), 'check-'));
  await cp(new URL('biome.json', repository), join(copy, 'biome.json'));
  await cp(new URL('.gitignore', repository), join(copy, '.gitignore'));
  for (const folder of packages) await writePackage(folder);
  for (const { path, text } of [...broken, ...allowed]) await write(path, text);
  results = await runSteps([lint, rooms, words, casts], pathToFileURL(`${copy}/`), () => {});
});

afterAll(() => rm(copy, { recursive: true }));

describe('the check', () => {
  test.each(broken)('holds that $rule', ({ path, says }) => {
    expect(complaintsAbout(path)).toContain(says);
  });

  test.each(allowed)('lets $path be', ({ path }) => {
    expect(complaintsAbout(path)).toBe('');
  });

  test('holds that generated files follow from the schemas', async () => {
    for (const path of ['schema', 'rover.yaml', 'subgraphs/usage/src/schema.generated.ts']) {
      await cp(new URL(path, repository), join(copy, path), { recursive: true });
    }
    await appendFile(join(copy, 'schema/usage.graphql'), 'type Unheard @authenticated { id: ID! }\n');
    const [result] = await runSteps([contract], pathToFileURL(`${copy}/`), () => {});
    expect(result?.problems).toContain('schema/supergraph.graphql does not follow');
    expect(result?.problems).toContain('schema/access.txt does not follow');
    expect(result?.problems).toContain('subgraphs/usage/src/schema.generated.ts does not follow');
  });

  test('lets no field be without a word of who may have it', async () => {
    for (const path of ['schema', 'rover.yaml']) {
      await cp(new URL(path, repository), join(copy, path), { recursive: true });
    }
    await appendFile(join(copy, 'schema/usage.graphql'), 'type Unheard { id: ID! }\n');
    const [result] = await runSteps([contract], pathToFileURL(`${copy}/`), () => {});
    expect(result?.problems).toContain('These fields say nothing of who may have them: Unheard.id.');
  });
});

/** The blocks of output that begin with the file's name: a linter's block goes on until the next one. */
function complaintsAbout(path: string): string {
  const blocks = results.flatMap(({ problems }) => problems.split(/\n(?=\S+\.tsx?\b)/));
  return blocks.filter((block) => block.startsWith(path)).join('\n');
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(join(copy, path, '..'), { recursive: true });
  await writeFile(join(copy, path), text);
}

async function writePackage(folder: string): Promise<void> {
  const name = nameOf(folder);
  const exports = { '.': './src/index.ts', './client': './src/client.ts' };
  const dependencies = Object.fromEntries(
    [...packages.map(nameOf), '@mikro-orm/core'].map((n) => [n, '1.0.0']),
  );
  const manifest = { name, type: 'module', exports, dependencies };
  await write(`${folder}/package.json`, `${JSON.stringify(manifest, null, 2)}\n`);
  await mkdir(join(copy, 'node_modules/@manuel'), { recursive: true });
  await symlink(join(copy, folder), join(copy, 'node_modules', name));
}

function nameOf(folder: string): string {
  return `@manuel/${folder.split('/').at(-1)}`;
}
