/** Signs that no text has: of ASCII's and of Latin-1's control characters all but white space. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const NOT_TEXT = /[\0-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f]/;

/**
 * The text of bytes in UTF-8, in UTF-16 with a byte order mark, or else in Windows-1252, which old programs write;
 * null when they are not text.
 * With `cut`, the last character may be incomplete because the bytes are only the head of a file.
 */
export function decodeText(bytes: Uint8Array, cut = false): string | null {
  const text = decode(bytes, encodingOf(bytes), cut);
  if (text !== null) return text.includes('\0') ? null : text;
  const old = decode(bytes, 'windows-1252', cut);
  return old === null || NOT_TEXT.test(old) ? null : old;
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}

function decode(bytes: Uint8Array, encoding: string, cut: boolean): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: cut });
  } catch {
    return null;
  }
}
