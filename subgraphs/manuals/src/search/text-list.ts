/** Texts in UTF-8, one after the other: what is not read costs no object. */
export interface TextList {
  readonly bytes: Uint8Array;
  /** Where each text begins, and where the last one ends. */
  readonly starts: Uint32Array;
}

/** A list of these texts. */
export function textList(texts: readonly string[]): TextList {
  const parts = texts.map((text) => Buffer.from(text));
  const starts = new Uint32Array(parts.length + 1);
  for (const [place, { length }] of parts.entries()) starts[place + 1] = (starts[place] ?? 0) + length;
  return { bytes: Uint8Array.from(Buffer.concat(parts)), starts };
}

/** A list of texts in the order of their bytes, and the place of each by its number. */
export function sortedTextList(numbers: ReadonlyMap<string, number>) {
  const sorted = Array.from(numbers, ([text, number]) => ({ text, bytes: Buffer.from(text), number }));
  sorted.sort((a, b) => a.bytes.compare(b.bytes));
  const places = new Uint32Array(sorted.length);
  for (const [place, { number }] of sorted.entries()) places[number] = place;
  return { places, list: textList(sorted.map(({ text }) => text)) };
}

/** The text at a place. */
export function textAt({ bytes, starts }: TextList, place: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString(
    'utf8',
    starts[place],
    starts[place + 1],
  );
}

/** The place of a text in a sorted list; null when it is not there. */
export function placeOf(list: TextList, text: string): number | null {
  const wanted = Buffer.from(text);
  const place = firstFrom(list, wanted);
  return place < list.starts.length - 1 && compare(wanted, list, place) === 0 ? place : null;
}

/** Whether a text of a sorted list begins so. */
export function hasBeginning(list: TextList, beginning: string): boolean {
  const wanted = Buffer.from(beginning);
  const place = firstFrom(list, wanted);
  const start = list.starts[place] ?? 0;
  return place < list.starts.length - 1 && wanted.equals(list.bytes.subarray(start, start + wanted.length));
}

/** The place of the first text that is not before `wanted`, by bisection. */
function firstFrom(list: TextList, wanted: Uint8Array): number {
  let low = 0;
  let high = list.starts.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(wanted, list, middle) > 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Above 0 where `wanted` is behind the text at a place. The first bytes tell: calling Buffer's own takes longer. */
function compare(wanted: Uint8Array, { bytes, starts }: TextList, place: number): number {
  const start = starts[place] ?? 0;
  const length = (starts[place + 1] ?? 0) - start;
  const common = Math.min(wanted.length, length);
  for (let index = 0; index < common; index++) {
    const difference = (wanted[index] ?? 0) - (bytes[start + index] ?? 0);
    if (difference !== 0) return difference;
  }
  return wanted.length - length;
}
