import { readFileSync } from 'node:fs';
import { type Logger, messageOf, watchForChanges } from '@manuel/service';

/**
 * Hands a supergraph on whenever its file changes; a bad one is refused with its reason, and the old one goes on.
 * @returns what ends the watch
 */
export function watchSupergraph(
  file: string,
  replace: (supergraphSdl: string) => void,
  log: Logger,
): () => void {
  return watchForChanges(file, () => {
    try {
      replace(readFileSync(file, 'utf8'));
    } catch (error) {
      log.error({ err: error, reason: messageOf(error) }, 'a new supergraph is refused; the old one goes on');
    }
  });
}
