import { request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface RawRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The address of this machine to come from, such as 127.0.0.2. */
  readonly from?: string;
}

/** One HTTP request as it is told, with what `fetch` would not let a test say. */
export function send(
  url: string,
  { method = 'GET', headers = {}, body, from }: RawRequest = {},
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      { method, headers, agent: false, ...(from === undefined ? {} : { localAddress: from }) },
      (answer) => {
        text(answer).then(
          (read) => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: read }),
          reject,
        );
      },
    );
    sent.once('error', reject);
    sent.end(body);
  });
}

/** Writes text to a server and reads until it closes the connection. @returns what it answered, as it came */
export function exchange(url: string, written: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(written);
  // What is answered before a reset counts.
  return new Promise((resolve) => {
    let read = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk) => {
      read += String(chunk);
    });
    socket.on('error', () => undefined);
    socket.once('close', () => resolve(read));
  });
}
