const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 16777619;
const FEWEST_SLOTS = 4096;

/**
 * Numbers the different chunks (stretches without whitespace) of texts from 0 in the order of their first reading.
 * A hash table over the text itself (FNV-1a, open addressing): cutting each chunk out to look it up in a Map
 * takes most of the time of building an index.
 */
export class ChunkNumbers {
  /** The different chunks by their number. */
  readonly chunks: string[] = [];
  /** Where the chunk that was read last ends. */
  end = 0;
  /** Numbers plus one; 0 marks a free slot. The length is a power of two. */
  #slots = new Uint32Array(FEWEST_SLOTS);

  /** The number of the chunk that begins at `start`; -1 when there is whitespace. Sets `end`. */
  read(text: string, start: number): number {
    let hash = FNV_OFFSET;
    let end = start;
    for (; end < text.length; end++) {
      const code = text.charCodeAt(end);
      if (isSpace(code)) break;
      hash = Math.imul(hash ^ code, FNV_PRIME);
    }
    this.end = end;
    return end === start ? -1 : this.#numberOf(text, start, hash ^ (hash >>> 15));
  }

  #numberOf(text: string, start: number, hash: number): number {
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const number = (this.#slots[slot] ?? 0) - 1;
      if (number < 0) return this.#add(text.slice(start, this.end), slot);
      const known = this.chunks[number] ?? '';
      if (known.length === this.end - start && text.startsWith(known, start)) return number;
      slot = (slot + 1) & mask;
    }
  }

  #add(chunk: string, slot: number): number {
    this.chunks.push(chunk);
    this.#slots[slot] = this.chunks.length;
    if (this.chunks.length * 2 > this.#slots.length) this.#grow();
    return this.chunks.length - 1;
  }

  #grow(): void {
    this.#slots = new Uint32Array(this.#slots.length * 2);
    const mask = this.#slots.length - 1;
    for (const [number, chunk] of this.chunks.entries()) {
      let slot = hashOf(chunk) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = number + 1;
    }
  }
}

function hashOf(chunk: string): number {
  let hash = FNV_OFFSET;
  for (let index = 0; index < chunk.length; index++)
    hash = Math.imul(hash ^ chunk.charCodeAt(index), FNV_PRIME);
  return hash ^ (hash >>> 15);
}

/** As `\s` in a regular expression. */
function isSpace(code: number): boolean {
  if (code <= 0x20) return code === 0x20 || (code >= 0x09 && code <= 0x0d);
  return code >= 0xa0 && OTHER_SPACES.has(code);
}

const OTHER_SPACES: ReadonlySet<number> = new Set([
  0xa0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008, 0x2009, 0x200a,
  0x2028, 0x2029, 0x202f, 0x205f, 0x3000, 0xfeff,
]);
