import { createLogger, type Logger } from '@manuel/service';

/** One line of a log, as pino writes it: `level` is 30 for info, 40 for warn, 50 for error. */
export interface LogLine {
  readonly level: number;
  readonly msg: string;
  readonly [field: string]: unknown;
}

/** A log that says nothing. */
export const silentLog: Logger = createLogger('test', 'silent');

/** A log that keeps its lines for the test to read. */
export class RecordingLog {
  readonly log: Logger;
  readonly lines: LogLine[] = [];

  constructor() {
    const destination = {
      write: (line: string) => {
        // pino writes each line as one JSON object with these fields.
        this.lines.push(JSON.parse(line) as LogLine);
      },
    };
    this.log = createLogger('test', 'trace', destination);
  }

  /** The lines of at least the level, in their order. */
  atLeast(level: number): LogLine[] {
    return this.lines.filter((line) => line.level >= level);
  }
}
