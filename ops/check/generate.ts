import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { accessTable } from './access-table.ts';
import { composeSupergraph } from './compose.ts';
import { resolverTypes } from './resolver-types.ts';

/** A file that is made from the contract and committed. */
export type GeneratedFile = {
  /** From the root of the repository, with slashes. */
  readonly path: string;
  readonly text: string;
};

/** For each subgraph, the types that its resolvers get as their parent. Types not named here are shaped as in the schema. */
const parentTypes: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  manuals: {
    Manual: './repositories/manual-repository.ts#ManualRow',
    ManualConnection: './resolvers/manual-connection.ts#ManualPage',
    Passage: './repositories/passage-repository.ts#PassageRow',
    IngestionJob: './repositories/ingestion-repository.ts#IngestionRow',
    PassageHit: './search/search-segments.ts#FoundPassage',
    DeadLetters: '@manuel/subgraph#LettersParent',
  },
  queries: {
    Question: './repositories/question-repository.ts#QuestionRow',
    Citation: './repositories/question-repository.ts#CitationRow',
    DeadLetters: '@manuel/subgraph#LettersParent',
  },
  usage: {
    User: './resolvers/user.ts#UserParent',
    Question: './resolvers/question.ts#QuestionParent',
    DeadLetters: '@manuel/subgraph#LettersParent',
  },
  audit: {
    AuditEntry: './repositories/entry-repository.ts#EntryRow',
    Manual: './resolvers/manual.ts#ManualParent',
  },
};

/**
 * Makes every file that follows from the contract, without writing any.
 * @param root the folder that holds rover.yaml and schema/
 * @throws Error when the subgraphs do not compose or a schema cannot be parsed
 */
export async function generateFiles(root: URL): Promise<GeneratedFile[]> {
  const types = Object.entries(parentTypes).map(async ([subgraph, mappers]) => {
    const sdl = await readFile(new URL(`schema/${subgraph}.graphql`, root), 'utf8');
    return {
      path: `subgraphs/${subgraph}/src/schema.generated.ts`,
      text: await resolverTypes(sdl, { subgraph, mappers }),
    };
  });
  const supergraph = composeSupergraph(root);
  return [
    { path: 'schema/supergraph.graphql', text: supergraph },
    { path: 'schema/access.txt', text: accessTable(supergraph) },
    ...(await Promise.all(types)),
  ];
}

/** Writes files below `root`, making folders as needed. */
export async function writeFiles(root: URL, files: readonly GeneratedFile[]): Promise<void> {
  for (const { path, text } of files) {
    const url = new URL(path, root);
    await mkdir(new URL('.', url), { recursive: true });
    await writeFile(url, text);
  }
}

if (import.meta.main) {
  const root = new URL('../../', import.meta.url);
  const files = await generateFiles(root);
  await writeFiles(root, files);
  for (const { path } of files) console.log(path);
}
