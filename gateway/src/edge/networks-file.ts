import { readFileSync } from 'node:fs';
import { type Logger, messageOf, StartFailure, watchForChanges } from '@manuel/service';
import { NetworkLists } from './network-lists.ts';

export interface NetworksFileOptions {
  /** Its path; undefined where everybody may reach the gateway. */
  readonly file: string | undefined;
  readonly log: Logger;
  readonly lookMs?: number;
}

/** The lists of a file as they are now. It is read again whenever it changes; from a bad one, nothing is taken. */
export class NetworksFile {
  readonly #log: Logger;
  #lists = NetworkLists.open;
  /** Ends the watch. */
  readonly stop: () => void;

  /** @throws StartFailure when the file cannot be read or says what cannot be meant */
  constructor({ file, log, lookMs }: NetworksFileOptions) {
    this.#log = log;
    this.stop = () => undefined;
    if (file === undefined) return;
    this.#lists = listsOf(file);
    this.stop = watchForChanges(file, () => this.#readAgain(file), lookMs);
  }

  get lists(): NetworkLists {
    return this.#lists;
  }

  #readAgain(file: string): void {
    try {
      this.#lists = listsOf(file);
      this.#log.info({ file }, 'new networks are in force');
    } catch (error) {
      this.#log.error({ reason: messageOf(error), file }, 'new networks are refused; the old ones go on');
    }
  }
}

function listsOf(file: string): NetworkLists {
  try {
    return NetworkLists.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new StartFailure(`NETWORKS_FILE ${file}: ${messageOf(cause)}`, { cause });
  }
}
