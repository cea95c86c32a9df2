/**
 * The text of bytes in UTF-8, or in UTF-16 with a byte order mark; null when they are not text.
 * With `cut`, the last character may be incomplete because the bytes are only the head of a file.
 */
export function decodeText(bytes: Uint8Array, cut = false): string | null {
  const text = decode(bytes, encodingOf(bytes), cut);
  return text === null || text.includes('\0') ? null : text;
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
