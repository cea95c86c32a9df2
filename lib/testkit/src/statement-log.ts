import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** A statement that a PostgreSQL has run. */
export interface LoggedStatement {
  /** The session's application, as its connection names it. */
  readonly application: string;
  /** As it was sent, with its parameters left out. */
  readonly text: string;
}

const ENTRY = /^\[([^\]]*)\] LOG: {2}(?:statement|execute [^:]*): (.*)$/s;

/** Tells every statement that a PostgreSQL runs, as it says itself in its log. */
export class StatementLog {
  /** What the server must be started with. */
  static readonly settings: Readonly<Record<string, string>> = {
    log_statement: 'all',
    log_line_prefix: '[%a] ',
  };

  readonly #file: string;
  #read: number;

  /** Begins at the log's present end. @param file where the server logs */
  constructor(file: string) {
    this.#file = file;
    this.#read = 0;
    this.take();
  }

  /** The statements since the last time that have begun. */
  take(): LoggedStatement[] {
    // A line that goes on begins with a tab.
    const entries = this.#rest().split(/\n(?!\t)/);
    return entries.flatMap((entry) => {
      const [, application, text] = ENTRY.exec(entry) ?? [];
      return application === undefined || text === undefined
        ? []
        : [{ application, text: text.replace(/\s+/g, ' ').trim() }];
    });
  }

  #rest(): string {
    const file = openSync(this.#file, 'r');
    try {
      const rest = Buffer.alloc(fstatSync(file).size - this.#read);
      this.#read += readSync(file, rest, 0, rest.length, this.#read);
      return rest.toString();
    } finally {
      closeSync(file);
    }
  }
}
