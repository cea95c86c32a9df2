import type { OutputStream } from './output.ts';

/** Shows how far one piece of work is. */
export interface Progress {
  /** @param fraction 0 to 1, over all phases */
  show(phase: string, fraction: number): void;
  /** Takes down what is shown. */
  end(): void;
}

const WIDTH_WITHOUT_TERMINAL = 80;
const LARGEST_BAR = 30;
const LARGEST_LABEL_SHARE = 0.4;

/** One line that is drawn over and over, never wider than the terminal and without colour. */
export class BarProgress implements Progress {
  readonly #label: string;
  readonly #stream: OutputStream;
  #drawn = '';

  constructor(label: string, stream: OutputStream) {
    this.#label = label;
    this.#stream = stream;
  }

  show(phase: string, fraction: number): void {
    // The last column stays free: writing to it would make some terminals scroll.
    const width = (this.#stream.columns ?? WIDTH_WITHOUT_TERMINAL) - 1;
    this.#draw(barLine(this.#label, phase, fraction, width).slice(0, width));
  }

  end(): void {
    this.#draw('');
    this.#stream.write('\r');
  }

  #draw(line: string): void {
    if (line === this.#drawn) return;
    this.#stream.write(`\r${line.padEnd(this.#drawn.length)}`);
    this.#drawn = line;
  }
}

function barLine(label: string, phase: string, fraction: number, width: number): string {
  const room = Math.max(1, Math.floor(width * LARGEST_LABEL_SHARE));
  const name = label.length > room ? `${label.slice(0, room - 1)}…` : label;
  const percent = `${Math.round(fraction * 100)} %`.padStart(5);
  const words = `${name}  ${phase.padEnd('uploading'.length)}  `;
  const size = Math.max(0, Math.min(LARGEST_BAR, width - words.length - percent.length - 2));
  const done = Math.round(fraction * size);
  return `${words}[${'#'.repeat(done)}${'-'.repeat(size - done)}]${percent}`;
}

/** One line for each phase, for logs. */
export class LineProgress implements Progress {
  readonly #label: string;
  readonly #stream: OutputStream;
  #phase = '';

  constructor(label: string, stream: OutputStream) {
    this.#label = label;
    this.#stream = stream;
  }

  show(phase: string): void {
    if (phase === this.#phase) return;
    this.#phase = phase;
    this.#stream.write(`${this.#label}: ${phase}\n`);
  }

  end(): void {
    this.#phase = '';
  }
}

/** Nothing, for programs. */
export class SilentProgress implements Progress {
  show(): void {
    // One JSON document is all that is written.
  }

  end(): void {
    // Nothing was shown.
  }
}
