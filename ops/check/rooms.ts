import { dirname, join } from 'node:path/posix';
import { type Import, isTest, readPackages, readSources, type SourceFile } from './sources.ts';
import type { Step } from './step.ts';

/** An import that only some rooms may have. */
type Rule = {
  /** What is imported: a path from the root for our own files, else the name as written. */
  readonly imports: RegExp;
  /** The files that the rule speaks of; all when absent. */
  readonly by?: RegExp;
  readonly except?: RegExp;
  /** True when a type may be imported, as it takes no part in what runs. */
  readonly allowsTypes?: true;
  readonly because: string;
};

const rules: readonly Rule[] = [
  {
    imports: /^@mikro-orm\//,
    except: /^lib\/database\/|\/database\.ts$|\/(repositories|entities|migrations)\//,
    because: 'MikroORM stays in lib/database, database.ts, repositories, entities and migrations',
  },
  {
    imports: /^pg(-boss)?(\/|$)/,
    except: /^lib\/database\//,
    because: 'only lib/database speaks to Postgres itself',
  },
  {
    imports: /^graphql-(shield|middleware)$/,
    except: /^lib\/subgraph\//,
    because: 'only lib/subgraph wraps resolvers: it holds the one copy that loads on this Node',
  },
  {
    imports: /^(node:)?process$/,
    except: /\/config\.ts$/,
    because: 'the environment is read in config.ts alone; for the rest the global `process` is enough',
  },
  {
    imports: /\/repositories\//,
    by: /\/resolvers\//,
    allowsTypes: true,
    because: 'a resolver asks a loader or calls an action',
  },
  {
    imports: /\/(resolvers|actions|loaders)(\/|\.ts$)/,
    by: /\/(repositories|entities|migrations|rules)\//,
    allowsTypes: true,
    because: 'imports follow the request and never turn back',
  },
  {
    imports: /\/repositories\/|^lib\/(database|cache)(\/|$)/,
    by: /\/rules\//,
    allowsTypes: true,
    because: 'a rule decides from what it is given and reads nothing',
  },
];

/** Imports between packages. A package may import anything of its own. */
const packageRules: readonly Rule[] = [
  {
    imports: /^(gateway|subgraphs|ops|e2e)(\/|$)/,
    by: /^lib\//,
    because: 'lib is shared: it knows no process',
  },
  {
    imports: /^subgraphs\/[^/]+(?!\/client$)(\/|$)/,
    by: /^(gateway|subgraphs)\//,
    because: 'of another subgraph only its client may be imported',
  },
  {
    imports: /^(gateway|ops|e2e)(\/|$)/,
    by: /^(gateway|subgraphs)\//,
    because: 'a process does not know who starts or tests it',
  },
];

/** Checks that each file imports only what its room may have; see docs/architecture.md for the rooms. */
export const rooms: Step = {
  name: 'rooms',
  run: async (root) => {
    const packages = readPackages(root);
    return readSources(root)
      .flatMap((file) => file.imports.map((imported) => problemOf(file, imported, packages)))
      .filter((problem) => problem !== undefined)
      .join('\n');
  },
};

function problemOf(file: SourceFile, imported: Import, packages: Map<string, string>): string | undefined {
  const { specifier, line } = imported;
  const target = targetOf(file.path, specifier, packages);
  const home = packageOf(file.path);
  const leaves = packageOf(target) !== home;
  if (specifier.startsWith('.') && leaves) {
    return `${file.path}:${line} imports ${target}: import another package by its name`;
  }
  const broken = [...(isTest(file.path) ? [] : rules), ...(leaves ? packageRules : [])].find(
    ({ imports, by, except, allowsTypes }) =>
      imports.test(target) &&
      (by?.test(file.path) ?? true) &&
      !except?.test(file.path) &&
      !(allowsTypes && imported.typeOnly),
  );
  return broken && `${file.path}:${line} imports ${specifier}: ${broken.because}`;
}

function targetOf(path: string, specifier: string, packages: Map<string, string>): string {
  if (specifier.startsWith('.')) return join(dirname(path), specifier);
  const [scope, name, ...rest] = specifier.split('/');
  const folder = packages.get(`${scope}/${name}`);
  return folder === undefined ? specifier : [folder, ...rest].join('/');
}

function packageOf(path: string): string {
  return /^(lib|subgraphs)\/[^/]+/.exec(path)?.[0] ?? path.split('/', 1).join();
}
