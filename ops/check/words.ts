import { isTest, lineAt, readSources, type SourceFile } from './sources.ts';
import type { Step } from './step.ts';

/** What only the processes know about. */
const domainWords = new Set(['manual', 'question', 'quota', 'audit', 'passage', 'citation']);

/** The table of who may do what is part of the contract, whose words it has; all processes must read the same one. */
const speaksOfDomain = new Set(['lib/identity/src/scopes.ts']);

/** Names under which anything can be put. */
const emptyNames = new Set([
  'util',
  'utils',
  'helper',
  'helpers',
  'common',
  'misc',
  'manager',
  'data',
  'base',
]);

/** Matches each word of an identifier or a sentence: `QuotaExceeded` is `Quota` and `Exceeded`. */
const eachWord = /[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g;

/** Matches `process` when it is kept whole or taken apart, behind which its environment would hide. */
const processKept = /=\s*(globalThis\.)?process\b(?!\s*(\.|\?\.|\[))/g;

/** Checks what files say and how they are called, where the linter cannot. */
export const words: Step = {
  name: 'words',
  run: async (root) => readSources(root).flatMap(problemsOf).join('\n'),
};

function problemsOf(file: SourceFile): string[] {
  if (isTest(file.path)) return emptyNameIn(file.path);
  return [
    ...emptyNameIn(file.path),
    ...keptProcessIn(file),
    ...(file.path.startsWith('lib/') && !speaksOfDomain.has(file.path) ? domainWordsIn(file) : []),
  ];
}

function emptyNameIn(path: string): string[] {
  const names = path.replace(/\.tsx?$/, '').split('/');
  return names
    .filter((name) => emptyNames.has(name))
    .map((name) => `${path} is called ${name}: name it by what it holds`);
}

function keptProcessIn({ path, text }: SourceFile): string[] {
  return [...text.matchAll(processKept)].map(
    ({ index }) => `${path}:${lineAt(text, index)} keeps process: its environment is read in config.ts alone`,
  );
}

function domainWordsIn({ path, text }: SourceFile): string[] {
  return [...text.matchAll(eachWord)]
    .filter(([word]) => domainWords.has(word.toLowerCase().replace(/s$/, '')))
    .map(
      ({ 0: word, index }) =>
        `${path}:${lineAt(text, index)} says ${word}: lib is shared and knows no domain word`,
    );
}
