import { unwatchFile, watchFile } from 'node:fs';

const LOOK_MS = 1_000;

/**
 * Tells whenever a file was changed, moved into place or taken away.
 * @param lookMs how often it is looked at
 * @returns what ends the watch
 */
export function watchForChanges(file: string, changed: () => void, lookMs = LOOK_MS): () => void {
  // Looked at by time: files that are mounted or moved into place tell no event on some systems.
  watchFile(file, { interval: lookMs }, changed);
  return () => unwatchFile(file, changed);
}
