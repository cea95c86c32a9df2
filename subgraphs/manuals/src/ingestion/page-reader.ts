import { spawn } from 'node:child_process';

/**
 * Reads pages that are pictures (text recognition, OCR). None comes with the service: an installation that has an
 * engine gives one to `readPdf`.
 */
export interface PageReader {
  /**
   * The text of a page, line by line; empty when there is none. `pdf` is the whole file, `page` counts from 1.
   * What it throws ends the reading of the file.
   */
  read(pdf: Uint8Array, page: number, signal?: AbortSignal): Promise<string>;
}

/** A page has less; more is no text of a page. */
const MOST_LETTERS = 1_000_000;

/**
 * A reader that runs a command for each page: the PDF comes in on its standard input, the number of the page is its
 * last argument, and it prints the text in UTF-8. A script of one line does for most engines, such as
 * `pdftoppm -f $1 -l $1 -r 200 -png - | tesseract - -`. The languages to look for are the command's own business.
 * @throws Error when it cannot be run or ends with another status than 0; the signal's reason when aborted
 */
export function commandPageReader(command: string, args: readonly string[] = []): PageReader {
  return { read: (pdf, page, signal) => run(command, [...args, String(page)], pdf, signal) };
}

async function run(
  command: string,
  args: readonly string[],
  input: Uint8Array,
  signal?: AbortSignal,
): Promise<string> {
  signal?.throwIfAborted();
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const end = () => child.kill('SIGKILL');
  signal?.addEventListener('abort', end, { once: true });
  let text = '';
  let complaint = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part;
    if (text.length > MOST_LETTERS) end();
  });
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    complaint = (complaint + part).slice(0, 500);
  });
  // A command may stop listening before it has all of the file; its status tells whether that was an error.
  child.stdin.on('error', () => {}).end(input);
  try {
    const status = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject).on('close', resolve);
    });
    signal?.throwIfAborted();
    if (status === 0) return text;
    throw new Error(`${command} ended with status ${status} on page ${args.at(-1)}: ${complaint.trim()}`);
  } finally {
    signal?.removeEventListener('abort', end);
  }
}
