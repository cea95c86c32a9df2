import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import { type Logger, messageOf } from '@manuel/service';

const LOOK_MS = 1_000;

/**
 * Hands a supergraph on whenever its file changes; a bad one is refused with its reason, and the old one goes on.
 * @returns what ends the watch
 */
export function watchSupergraph(
  file: string,
  replace: (supergraphSdl: string) => void,
  log: Logger,
): () => void {
  const onChange = (): void => {
    try {
      replace(readFileSync(file, 'utf8'));
    } catch (error) {
      log.error({ err: error, reason: messageOf(error) }, 'a new supergraph is refused; the old one goes on');
    }
  };
  // Looked at by time: files that are mounted or moved into place tell no event on some systems.
  watchFile(file, { interval: LOOK_MS }, onChange);
  return () => unwatchFile(file, onChange);
}
