import mammoth from 'mammoth';
import { IngestionError } from './ingestion-error.ts';
import type { Section } from './passages.ts';
import { readHtml } from './read-html.ts';

/**
 * The text of a Word document by way of HTML, which keeps headings, lists and tables. Pictures are left out.
 * @throws IngestionError FILE_UNREADABLE
 */
export async function readDocx(bytes: Uint8Array): Promise<Section[]> {
  try {
    const { value } = await mammoth.convertToHtml(
      { buffer: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) },
      { convertImage: mammoth.images.imgElement(async () => ({ src: '' })), externalFileAccess: false },
    );
    return readHtml(value);
  } catch (error) {
    throw new IngestionError('FILE_UNREADABLE', { cause: error });
  }
}
