import { globSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path/posix';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'vite';

/** One module that a file imports, re-exports or loads. */
export type Import = {
  readonly specifier: string;
  /** From 1. */
  readonly line: number;
  /** True when nothing is left of it at run time. */
  readonly typeOnly: boolean;
};

/** A TypeScript file of ours. */
export type SourceFile = {
  /** From the root, with slashes, such as `lib/cache/src/index.ts`. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
};

/** Reads every TypeScript file below `root` that is ours: nothing installed, built or generated. */
export function readSources(root: URL): SourceFile[] {
  const paths = globSync('{gateway,subgraphs,lib,e2e,ops}/**/*.{ts,tsx}', {
    cwd: fileURLToPath(root),
    exclude: ['**/node_modules/**', '**/dist/**', '**/*.generated.ts'],
  });
  return paths.toSorted().map((path) => {
    const text = readFileSync(new URL(path, root), 'utf8');
    return { path, text, imports: importsOf(path, text) };
  });
}

/** Tests may reach into any room, to set up what they look at. */
export function isTest(path: string): boolean {
  return /\.test\.tsx?$|\/test\/|^e2e\//.test(path);
}

/** The workspace packages below `root`: from the package's name to its folder, such as `lib/cache`. */
export function readPackages(root: URL): Map<string, string> {
  const manifests = globSync('{gateway,e2e,ops,lib/*,subgraphs/*}/package.json', {
    cwd: fileURLToPath(root),
  });
  return new Map(manifests.map((path) => [nameIn(readFileSync(new URL(path, root), 'utf8')), dirname(path)]));
}

/** The number, from 1, of the line in which `offset` lies. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

function nameIn(manifest: string): string {
  const { name } = JSON.parse(manifest) as { name: string }; // npm refuses a workspace without one
  return name;
}

function importsOf(path: string, text: string): Import[] {
  const { staticImports, staticExports, dynamicImports } = parseSync(path, text).module;
  return [
    ...staticImports.map(({ moduleRequest, entries, start }) => ({
      specifier: moduleRequest.value,
      line: lineAt(text, start),
      typeOnly: entries.length > 0 && entries.every((entry) => entry.isType),
    })),
    ...staticExports.flatMap(({ entries, start }) =>
      entries.flatMap(({ moduleRequest, isType }) =>
        moduleRequest
          ? [{ specifier: moduleRequest.value, line: lineAt(text, start), typeOnly: isType }]
          : [],
      ),
    ),
    ...dynamicImports.map(({ moduleRequest, start }) => ({
      specifier: text.slice(moduleRequest.start, moduleRequest.end).replaceAll(/['"`]/g, ''),
      line: lineAt(text, start),
      typeOnly: false,
    })),
  ];
}
