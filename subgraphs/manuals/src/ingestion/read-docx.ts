import mammoth from 'mammoth';
import { IngestionError } from './ingestion-error.ts';
import type { Section } from './passages.ts';
import { readHtml } from './read-html.ts';
import { checkInflatedSize } from './zip-size.ts';

/** The text of thousands of pages. What is larger is made to fill the memory. */
const MOST_XML_BYTES = 32 * 1024 * 1024;
const XML = /\.(?:xml|rels)$/i;

/**
 * The text of a Word document by way of HTML, which keeps headings, lists and tables. Pictures are left out.
 * @throws IngestionError FILE_UNREADABLE
 */
export async function readDocx(bytes: Uint8Array): Promise<Section[]> {
  try {
    checkInflatedSize(bytes, XML, MOST_XML_BYTES);
    const { value } = await mammoth.convertToHtml(
      { buffer: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) },
      { convertImage: mammoth.images.imgElement(async () => ({ src: '' })), externalFileAccess: false },
    );
    return readHtml(value);
  } catch (error) {
    throw new IngestionError('FILE_UNREADABLE', { cause: error });
  }
}
