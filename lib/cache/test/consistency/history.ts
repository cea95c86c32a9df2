/** What one note was read as; times of the machine's monotonic clock, which all its processes share, in ms. */
export interface Read {
  readonly kind: 'read';
  readonly id: string;
  readonly start: number;
  readonly end: number;
  /** Null when there was no such note. */
  readonly version: number | null;
}

export interface Write {
  readonly kind: 'write';
  readonly id: string;
  readonly start: number;
  readonly end: number;
  readonly version: number;
  /** False when the note was removed. */
  readonly isThere: boolean;
  readonly outcome: 'committed' | 'rolled back' | 'unknown';
  /** How long after its end it may still be unseen. */
  readonly graceMs: number;
}

export type Operation = Read | Write;

/**
 * Compares reads with what may be seen: nothing older than the last write that was acknowledged before the read
 * began, nothing that was rolled back, nothing from the future.
 * @returns a sentence for each read that shows something else
 */
export function violationsIn(operations: readonly Operation[]): string[] {
  const byId = Map.groupBy(operations, ({ id }) => id);
  return byId
    .values()
    .toArray()
    .flatMap((ofNote) => {
      const writes = ofNote.filter((operation) => operation.kind === 'write');
      const model = new NoteModel(writes);
      return ofNote
        .filter((operation) => operation.kind === 'read')
        .map((read) => model.complaintAbout(read))
        .filter((complaint) => complaint !== undefined);
    });
}

class NoteModel {
  readonly #possible: readonly Write[];
  /** Acknowledged writes in the order in which everybody must see them, and the greatest version up to each. */
  readonly #floors: { readonly from: number; readonly version: number }[] = [];

  constructor(writes: readonly Write[]) {
    this.#possible = writes.filter(({ outcome }) => outcome !== 'rolled back');
    let version = 0;
    for (const write of this.#possible
      .filter(({ outcome }) => outcome === 'committed')
      .toSorted((a, b) => seenFrom(a) - seenFrom(b))) {
      version = Math.max(version, write.version);
      this.#floors.push({ from: seenFrom(write), version });
    }
  }

  complaintAbout({ id, start, end, version }: Read): string | undefined {
    const floor = this.#floors.findLast(({ from }) => from < start)?.version ?? 0;
    if (version === null && floor === 0) return undefined;
    const seen = this.#possible.some(
      (write) =>
        write.version >= floor &&
        write.start < end &&
        (version === null ? !write.isThere : write.isThere && write.version === version),
    );
    return seen
      ? undefined
      : `note ${id} was read as ${version ?? 'not there'} at ${start.toFixed(1)}–${end.toFixed(1)}, after version ${floor}`;
  }
}

function seenFrom({ end, graceMs }: Write): number {
  return end + graceMs;
}
