import mammoth from 'mammoth';
import type { Section } from './passages.ts';
import { readHtml } from './read-html.ts';
import { ZipArchive } from './zip-archive.ts';

/** The text of thousands of pages. What is larger is made to fill the memory. */
const MOST_XML_BYTES = 32 * 1024 * 1024;
const XML = /\.(?:xml|rels)$/i;

/**
 * The text of a Word document by way of HTML, which keeps headings, lists and tables. Pictures are left out.
 * @throws IngestionError FILE_UNREADABLE or FILE_TOO_COMPLEX
 */
export async function readDocx(bytes: Uint8Array): Promise<Section[]> {
  await checkInflatedSize(bytes);
  const { value } = await mammoth.convertToHtml(
    { buffer: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) },
    { convertImage: mammoth.images.imgElement(async () => ({ src: '' })), externalFileAccess: false },
  );
  return readHtml(value);
}

/** Mammoth unpacks as much as there is, and the sizes that a ZIP states may lie. */
async function checkInflatedSize(bytes: Uint8Array): Promise<void> {
  const archive = await ZipArchive.open(bytes, MOST_XML_BYTES);
  for (const name of archive.names) if (XML.test(name)) await archive.read(name);
}
