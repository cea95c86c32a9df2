import { fileTypeFromBuffer } from 'file-type';
import { decodeText } from './decode-text.ts';

/** The formats that a manual can have. */
export type MediaType =
  | 'application/pdf'
  | 'text/markdown'
  | 'text/html'
  | 'text/plain'
  | 'application/epub+zip'
  | 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

export type MediaTypeVerdict = { ok: true; mediaType: MediaType } | { ok: false; message: string };

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const EPUB = 'application/epub+zip';
const MEDIA_TYPE_OF_ENDING: ReadonlyMap<string, MediaType> = new Map([
  ['.pdf', 'application/pdf'],
  ['.md', 'text/markdown'],
  ['.markdown', 'text/markdown'],
  ['.html', 'text/html'],
  ['.htm', 'text/html'],
  ['.txt', 'text/plain'],
  ['.docx', DOCX],
  ['.epub', EPUB],
]);
/** The endings that a manual's file name can have, in lower case with the dot. */
export const ENDINGS: readonly string[] = [...MEDIA_TYPE_OF_ENDING.keys()];
const ALL_ENDINGS = ENDINGS.join(', ');
/** Names of files that the formats which are ZIPs have, and that stand in their heads. */
const NAMES_IN_ZIP: Readonly<Partial<Record<MediaType, readonly string[]>>> = {
  [DOCX]: ['[Content_Types].xml', 'word/'],
  [EPUB]: ['META-INF/container.xml', 'application/epub+zip'],
};
const ENCRYPTED_OFFICE_FILE = 'application/x-cfb';
/** PDF readers look for the header in the first kilobyte (ISO 32000-1, annex H, note 13). */
const PDF_HEADER_WITHIN_BYTES = 1024;

/**
 * Decides what a file is by its first bytes, which must agree with the ending of its name.
 * `head` is the whole file or its beginning; 4 KiB tell every format, and more does no harm.
 */
export async function detectMediaType(fileName: string, head: Uint8Array): Promise<MediaTypeVerdict> {
  const ending = /\.[^.]+$/.exec(fileName.trim().toLowerCase())?.[0] ?? '';
  const named = MEDIA_TYPE_OF_ENDING.get(ending);
  if (!named)
    return refuse(`Files that end in "${ending}" cannot be read; a manual must end in ${ALL_ENDINGS}.`);
  if (head.length === 0) return refuse('The file is empty; upload one with at least one byte.');
  const found = await mediaTypeOf(head);
  if (agrees(named, found, head)) return { ok: true, mediaType: named };
  return refuse(mismatch(ending, found));
}

/** The media type that the bytes show; `text` for any text, null when they are nothing known. */
async function mediaTypeOf(head: Uint8Array): Promise<string | null> {
  if (hasPdfHeader(head)) return 'application/pdf';
  const text = decodeText(head, true);
  if (text !== null && !text.startsWith('{\\rtf')) return 'text';
  return (await fileTypeFromBuffer(head))?.mime ?? null;
}

function hasPdfHeader(head: Uint8Array): boolean {
  return Buffer.from(head.subarray(0, PDF_HEADER_WITHIN_BYTES)).includes('%PDF-');
}

function agrees(named: MediaType, found: string | null, head: Uint8Array): boolean {
  if (!named.startsWith('text/')) return found === named || isCutZip(named, found, head);
  return found === 'text' && (named !== 'text/html' || /<[a-z!?]/i.test(decodeText(head, true) ?? ''));
}

/** A ZIP whose head does not show at the usual place what it is, but shows names of the format. */
function isCutZip(named: MediaType, found: string | null, head: Uint8Array): boolean {
  if (found !== 'application/zip') return false;
  const bytes = Buffer.from(head);
  return NAMES_IN_ZIP[named]?.some((name) => bytes.includes(name)) ?? false;
}

function mismatch(ending: string, found: string | null): string {
  if (ending === '.docx' && found === ENCRYPTED_OFFICE_FILE) {
    return 'The file is an old or password-protected Word file; save it as .docx without a password.';
  }
  const right = [...MEDIA_TYPE_OF_ENDING].filter(([, type]) => type === found).map(([name]) => name);
  if (right.length > 0)
    return `The file's name ends in ${ending}, but its bytes are ${found}; name it ${right.join(' or ')}.`;
  if (found === 'text')
    return `The file's name ends in ${ending}, but it holds plain text; name it .txt or .md, or send the real file.`;
  const what = found ? `are ${found}` : 'are of no format that can be read';
  return `The file's name ends in ${ending}, but its bytes ${what}; send a file in one of ${ALL_ENDINGS}.`;
}

function refuse(message: string): MediaTypeVerdict {
  return { ok: false, message };
}
