import { onTestFinished, vi } from 'vitest';
import { FileStore } from '../src/files/file-store.ts';

/** A reading that has begun and does not go on. */
export interface HeldReading {
  /** Is settled when a process has begun to read. */
  readonly begun: Promise<void>;
  goOn(): void;
}

/** Stops the next reading of a file in this process, before it knows the bytes. */
export function holdReading(): HeldReading {
  const { begun, goOn, hold } = holding();
  vi.spyOn(FileStore.prototype, 'read').mockImplementationOnce(hold);
  return { begun, goOn };
}

/** Stops all readings of files in this process from now on. */
export function holdReadings(): HeldReading {
  const { begun, goOn, hold } = holding();
  vi.spyOn(FileStore.prototype, 'read').mockImplementation(hold);
  return { begun, goOn };
}

function holding() {
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const { promise: released, resolve: goOn } = Promise.withResolvers<void>();
  // A test that fails before it lets the reading go on would leave nobody to read for the next one.
  onTestFinished(() => goOn());
  const read = FileStore.prototype.read;
  async function hold(this: FileStore, ...of: Parameters<typeof read>) {
    const bytes = await read.apply(this, of);
    begin();
    await released;
    return bytes;
  }
  return { begun, goOn, hold };
}
