import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import { type Logger, messageOf, StartFailure } from '@manuel/service';
import { NetworkLists } from './network-lists.ts';

const LOOK_MS = 1_000;

export interface NetworksFileOptions {
  /** Its path; undefined where everybody may reach the gateway. */
  readonly file: string | undefined;
  readonly log: Logger;
  readonly lookMs?: number;
}

/** The lists of a file as they are now. It is read again whenever it changes; from a bad one, nothing is taken. */
export class NetworksFile {
  readonly #options: NetworksFileOptions;
  #lists = NetworkLists.open;
  readonly #onChange = (): void => this.#readAgain();

  /** @throws StartFailure when the file cannot be read or says what cannot be meant */
  constructor(options: NetworksFileOptions) {
    this.#options = options;
    const { file, lookMs = LOOK_MS } = options;
    if (file === undefined) return;
    this.#lists = listsOf(file);
    // Looked at by time: files that are mounted or moved into place tell no event on some systems.
    watchFile(file, { interval: lookMs }, this.#onChange);
  }

  get lists(): NetworkLists {
    return this.#lists;
  }

  stop(): void {
    if (this.#options.file !== undefined) unwatchFile(this.#options.file, this.#onChange);
  }

  #readAgain(): void {
    const { file, log } = this.#options;
    if (file === undefined) return;
    try {
      this.#lists = listsOf(file);
      log.info({ file }, 'new networks are in force');
    } catch (error) {
      log.error({ reason: messageOf(error), file }, 'new networks are refused; the old ones go on');
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
