import { styleText } from 'node:util';
import type { CliFailure } from './failure.ts';
import { BarProgress, LineProgress, type Progress, SilentProgress } from './progress.ts';

/** A stream that may be a terminal. */
export interface OutputStream {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** Where a command writes: results to `stdout`, everything else to `stderr`. */
export interface Terminal {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
}

/** How output is given: for people, or as one JSON document. */
export interface OutputFormat {
  readonly json: boolean;
  readonly color: boolean;
}

type Color = 'green' | 'yellow' | 'red';

const WIDTH_WITHOUT_TERMINAL = 80;

/** Control characters and those that turn the direction of text: a title must not steer a terminal. */
const STEERING = /(?!\n)\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu;

/** Everything that a command says. As JSON, `document` is written to stdout and nothing else is. */
export class Output {
  readonly json: boolean;
  readonly #terminal: Terminal;
  readonly #color: boolean;

  constructor(terminal: Terminal, { json, color }: OutputFormat) {
    this.#terminal = terminal;
    this.json = json;
    this.#color = color;
  }

  /** Columns that text is wrapped to. */
  get width(): number {
    return this.#terminal.stdout.columns ?? WIDTH_WITHOUT_TERMINAL;
  }

  /** Columns that a table must fit; undefined when nobody looks, so that programs get whole cells. */
  get tableWidth(): number | undefined {
    return this.#terminal.stdout.isTTY ? this.width : undefined;
  }

  /** A line or several for people. */
  print(text: string): void {
    if (!this.json) this.#terminal.stdout.write(`${printable(text)}\n`);
  }

  /** A line that starts with a coloured mark. */
  printMarked(color: Color, mark: string, text: string): void {
    const { isTTY = false } = this.#terminal.stdout;
    const painted =
      this.#color && isTTY ? styleText(color, printable(mark), { validateStream: false }) : printable(mark);
    if (!this.json) this.#terminal.stdout.write(`${painted}${printable(text)}\n`);
  }

  /** A line for people that is no result. */
  note(text: string): void {
    if (!this.json) this.#terminal.stderr.write(`manuel: ${printable(text)}\n`);
  }

  /** A line for people that is no result, also where the result is a document. */
  tell(text: string): void {
    const { stdout, stderr } = this.#terminal;
    (this.json ? stderr : stdout).write(`${printable(text)}\n`);
  }

  /** The result for programs. */
  document(value: unknown): void {
    if (this.json) this.#terminal.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`);
  }

  /** Says why a command failed. */
  fail({ code, message, report }: CliFailure): void {
    this.document({ ...report, error: { code, message } });
    this.note(message);
  }

  /** Shows how far the work on `label` is, where somebody may look. */
  progress(label: string): Progress {
    if (this.json) return new SilentProgress();
    const { stderr } = this.#terminal;
    return stderr.isTTY
      ? new BarProgress(printable(label), stderr)
      : new LineProgress(printable(label), stderr);
  }
}

function printable(text: string): string {
  return text.replaceAll('\t', ' ').replaceAll(STEERING, '');
}
