import { InvalidInput, TooLarge } from '@manuel/service';
import { ENDINGS } from '../ingestion/media-type.ts';

export interface AnnouncedFile {
  readonly fileName: string;
  readonly byteSize: number;
  readonly sha256: string;
}

const LONGEST_NAME = 255;
/** Paths, control characters, halves of characters, and signs that turn the order of what is shown around. */
const NOT_IN_NAMES = /[/\\\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/**
 * Decides whether a file may be sent.
 * @returns it with the digest in lower case
 * @throws InvalidInput that names the field, what it is and what would be right
 */
export function checkAnnouncement(
  { fileName, byteSize, sha256 }: AnnouncedFile,
  largestFileBytes: number,
): AnnouncedFile {
  if (fileName.length === 0 || fileName.length > LONGEST_NAME || NOT_IN_NAMES.test(fileName)) {
    throw new InvalidInput(
      'input.fileName',
      `fileName must be 1 to ${LONGEST_NAME} characters without / and \\ and without invisible ones, such as drill.pdf.`,
    );
  }
  if (!ENDINGS.some((ending) => fileName.toLowerCase().endsWith(ending))) {
    throw new InvalidInput(
      'input.fileName',
      `fileName must end with one of ${ENDINGS.join(', ')}; ${fileName} does not.`,
    );
  }
  if (byteSize === 0) throw new InvalidInput('input.byteSize', 'The file is empty: choose one with content.');
  if (byteSize < 0) throw new InvalidInput('input.byteSize', `byteSize must be at least 1, not ${byteSize}.`);
  if (byteSize > largestFileBytes) {
    throw new TooLarge(
      'input.byteSize',
      `The file has ${byteSize} bytes; at most ${largestFileBytes} are taken.`,
    );
  }
  if (!/^[0-9a-f]{64}$/i.test(sha256)) {
    throw new InvalidInput('input.sha256', 'sha256 must be 64 hexadecimal digits, as sha256sum prints them.');
  }
  return { fileName, byteSize, sha256: sha256.toLowerCase() };
}
