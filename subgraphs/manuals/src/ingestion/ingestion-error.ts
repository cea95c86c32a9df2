/** Why a file could not be turned into passages; the same codes as `IngestionFailure.code` in the contract. */
export type IngestionErrorCode =
  | 'PDF_ENCRYPTED'
  | 'PDF_WITHOUT_PAGES'
  | 'PDF_WITHOUT_TEXT'
  | 'FILE_UNREADABLE'
  | 'FILE_WITHOUT_TEXT';

const MESSAGES: Readonly<Record<IngestionErrorCode, string>> = {
  PDF_ENCRYPTED:
    'This PDF can only be opened with a password. Save a copy without the password and upload that.',
  PDF_WITHOUT_PAGES: 'This PDF has no pages. Export the manual again and upload the new file.',
  PDF_WITHOUT_TEXT:
    'The pages of this PDF are pictures without text, such as a scan. Run text recognition (OCR) on it and upload the result.',
  FILE_UNREADABLE:
    'This file is damaged or is not what its name says. Open it in its own program, save it again and upload that.',
  FILE_WITHOUT_TEXT: 'There is no text in this file. Upload a file that holds the text of the manual.',
};

/** A file that cannot be ingested: `message` tells a person what was wrong and what to do. Trying again is useless. */
export class IngestionError extends Error {
  override readonly name = 'IngestionError';
  readonly code: IngestionErrorCode;

  constructor(code: IngestionErrorCode, options?: ErrorOptions) {
    super(MESSAGES[code], options);
    this.code = code;
  }
}
