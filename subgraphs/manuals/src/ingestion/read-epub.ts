import { type HTMLElement, parse } from 'node-html-parser';
import { decodeText } from './decode-text.ts';
import { IngestionError } from './ingestion-error.ts';
import type { Section } from './passages.ts';
import { readHtml } from './read-html.ts';
import { ZipArchive } from './zip-archive.ts';

/** As for a Word document: chapters, and what describes them. */
const MOST_BYTES = 32 * 1024 * 1024;
/** Closed by itself, as only XML allows: HTML would take all that follows for the script. */
const EMPTY_SCRIPT = /<script\b[^<>]*\/>/gi;
const CHAPTER = /^(?:application\/xhtml\+xml|text\/html)$/i;

/**
 * The text of a book in its reading order (EPUB 3.3: Open Container Format, package document). Its own table of
 * contents is left out.
 * @throws IngestionError FILE_PROTECTED, FILE_UNREADABLE or FILE_TOO_COMPLEX
 */
export async function readEpub(bytes: Uint8Array): Promise<Section[]> {
  const archive = await ZipArchive.open(bytes, MOST_BYTES);
  const container = await readXml(archive, 'META-INF/container.xml');
  const packagePath = elements(container, 'rootfile')[0]?.getAttribute('full-path') ?? '';
  const chapters = chaptersOf(await readXml(archive, packagePath), packagePath);
  await refuseProtected(archive, chapters);
  const sections: Section[] = [];
  for (const path of chapters) {
    const chapter = await archive.read(path);
    if (chapter !== null) sections.push(...readHtml(textOf(chapter).replace(EMPTY_SCRIPT, '')));
  }
  return sections;
}

/** The paths of the chapters in reading order. */
function chaptersOf(packageDocument: HTMLElement, packagePath: string): string[] {
  const paths = new Map<string, string>();
  for (const item of elements(packageDocument, 'item')) {
    const isContents = /\bnav\b/.test(item.getAttribute('properties') ?? '');
    if (isContents || !CHAPTER.test(item.getAttribute('media-type') ?? '')) continue;
    paths.set(item.getAttribute('id') ?? '', pathFrom(packagePath, item.getAttribute('href') ?? ''));
  }
  return elements(packageDocument, 'itemref').flatMap(
    (item) => paths.get(item.getAttribute('idref') ?? '') ?? [],
  );
}

/** Fonts may be scrambled in a free book; encrypted chapters are of no use. */
async function refuseProtected(archive: ZipArchive, chapters: readonly string[]): Promise<void> {
  const path = 'META-INF/encryption.xml';
  if (!archive.names.includes(path)) return;
  const known = new Set(chapters);
  for (const reference of elements(await readXml(archive, path), 'cipherreference'))
    if (known.has(pathFrom('', reference.getAttribute('URI') ?? '')))
      throw new IngestionError('FILE_PROTECTED');
}

async function readXml(archive: ZipArchive, path: string): Promise<HTMLElement> {
  const bytes = await archive.read(path);
  if (bytes === null)
    throw new IngestionError('FILE_UNREADABLE', { cause: new Error(`There is no ${path}.`) });
  return parse(textOf(bytes));
}

/** The elements of a name, whatever prefix stands for its namespace. */
function elements(root: HTMLElement, name: string): HTMLElement[] {
  return root
    .querySelectorAll('*')
    .filter(({ rawTagName }) => rawTagName.toLowerCase().replace(/^.*:/, '') === name);
}

/** The path of a reference within the archive, without its fragment. */
function pathFrom(document: string, reference: string): string {
  const inside = new URL(reference, new URL(document, 'epub://book/')).pathname;
  return decodeURIComponent(inside).replace(/^\/+/, '');
}

function textOf(bytes: Uint8Array): string {
  const text = decodeText(bytes);
  if (text === null) throw new IngestionError('FILE_UNREADABLE');
  return text;
}
