import { describe, expect, test } from 'vitest';
import { CliFailure } from './failure.ts';
import { Output, type OutputFormat } from './output.ts';

function outputTo(isTTY: boolean, format: Partial<OutputFormat> = {}) {
  const written = { stdout: '', stderr: '' };
  const stream = (name: keyof typeof written) => ({
    isTTY,
    write: (text: string) => {
      written[name] += text;
    },
  });
  const terminal = { stdout: stream('stdout'), stderr: stream('stderr') };
  return { written, output: new Output(terminal, { json: false, color: true, ...format }) };
}

describe('the output', () => {
  test.each([
    [true, true, '\u001b[32mok \u001b[39mfine\n'],
    [true, false, 'ok fine\n'],
    [false, true, 'ok fine\n'],
  ])('on a terminal: %s, with colour wanted: %s', (isTTY, color, expected) => {
    const { written, output } = outputTo(isTTY, { color });
    output.printMarked('green', 'ok ', 'fine');
    expect(written.stdout).toBe(expected);
  });

  test('takes out of foreign text what would steer a terminal', () => {
    const { written, output } = outputTo(true);
    output.print('a\u001b]0;title\u0007b\tc\u202ed\r\ne\u009bf');
    expect(written.stdout).toBe('a]0;titleb cd\nef\n');
  });

  test('is one document and nothing else when JSON is wanted', () => {
    const { written, output } = outputTo(true, { json: true });
    output.print('for people');
    output.note('for people');
    output.printMarked('red', 'for', 'people');
    output.progress('file').show('uploading', 0.5);
    output.fail(new CliFailure(4, 'NOT_FOUND', 'Not there.', { seen: 1 }));
    expect(JSON.parse(written.stdout)).toEqual({
      seen: 1,
      error: { code: 'NOT_FOUND', message: 'Not there.' },
    });
    expect(written.stderr).toBe('');
  });
});
