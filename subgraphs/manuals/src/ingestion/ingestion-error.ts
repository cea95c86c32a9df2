/** Why a file could not be turned into passages; the same codes as `IngestionFailure.code` in the contract. */
export type IngestionErrorCode =
  | 'PDF_ENCRYPTED'
  | 'PDF_WITHOUT_PAGES'
  | 'PDF_WITHOUT_TEXT'
  | 'FILE_PROTECTED'
  | 'FILE_UNREADABLE'
  | 'FILE_WITHOUT_TEXT'
  | 'FILE_TOO_COMPLEX'
  | 'TOO_MANY_PAGES'
  | 'TOO_MUCH_TEXT'
  | 'READING_TOO_LONG';

const MESSAGES: Readonly<Record<IngestionErrorCode, string>> = {
  PDF_ENCRYPTED:
    'This PDF can only be opened with a password. Save a copy without the password and upload that.',
  PDF_WITHOUT_PAGES: 'This PDF has no pages. Export the manual again and upload the new file.',
  PDF_WITHOUT_TEXT:
    'The pages of this PDF are pictures without text, such as a scan. Run text recognition (OCR) on it and upload the result.',
  FILE_PROTECTED:
    'The text of this book is encrypted (DRM), so that only its own reader can open it. Upload a copy without protection.',
  FILE_UNREADABLE:
    'This file is damaged or is not what its name says. Open it in its own program, save it again and upload that.',
  FILE_WITHOUT_TEXT: 'There is no text in this file. Upload a file that holds the text of the manual.',
  FILE_TOO_COMPLEX:
    'Reading this file takes more memory than a manual may need. Export it again in a plainer form, or in parts, and upload that.',
  TOO_MANY_PAGES: 'This file has too many pages. Upload it in parts.',
  TOO_MUCH_TEXT: 'There is more text in this file than a manual may have. Upload it in parts.',
  READING_TOO_LONG:
    'Reading this file took too long. Export it again in a plainer form, or in parts, and upload that.',
};

/** A file that cannot be ingested: `message` tells a person what was wrong and what to do. Trying again is useless. */
export class IngestionError extends Error {
  override readonly name = 'IngestionError';
  readonly code: IngestionErrorCode;

  /** @param options `message` in place of the code's own, where there is more to tell, such as numbers */
  constructor(code: IngestionErrorCode, { message, ...options }: ErrorOptions & { message?: string } = {}) {
    super(message ?? MESSAGES[code], options);
    this.code = code;
  }
}

/** What a parser throws on a file that it cannot use; a RangeError tells of too much: of the stack, of a text's length. */
export function ingestionErrorOf(error: unknown): IngestionError {
  if (error instanceof IngestionError) return error;
  return new IngestionError(error instanceof RangeError ? 'FILE_TOO_COMPLEX' : 'FILE_UNREADABLE', {
    cause: error,
  });
}
