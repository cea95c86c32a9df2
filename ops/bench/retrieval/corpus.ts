import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { extractDocument } from '@manuel/manuals/retrieval';

/** A page of a manual as one word, such as `drill.pdf#12`. */
export type PageName = string;

/** A passage as every way of searching gets it. */
export interface CorpusPassage {
  readonly id: string;
  /** The manual's file name. */
  readonly manual: string;
  readonly page: PageName;
  /** The open headings, outermost first. */
  readonly path: readonly string[];
  readonly heading: string | null;
  readonly text: string;
}

/** Names a page; `page` counts from 1. */
export function pageName(manual: string, page: number | null): PageName {
  return `${manual}#${page ?? ''}`;
}

/** Reads a PDF as an ingestion does. */
export async function readManual(folder: string, fileName: string): Promise<CorpusPassage[]> {
  const bytes = readFileSync(join(folder, fileName));
  const { passages } = await extractDocument(bytes, 'application/pdf', () => {});
  return passages.map(({ page, path, heading, text }, index) => ({
    ...{ id: `${fileName}/${index}`, manual: fileName, page: pageName(fileName, page) },
    ...{ path, heading, text },
  }));
}
