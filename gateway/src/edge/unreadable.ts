import type { Socket } from 'node:net';
import { codeOf } from '@manuel/service';
import { SECURITY_HEADERS } from './security-headers.ts';

/** What Node's HTTP parser refuses, by its code: the status line and a sentence. */
const ANSWERS = new Map([
  ['ERR_HTTP_REQUEST_TIMEOUT', ['408 Request Timeout', 'The request did not arrive in time.']],
  [
    'HPE_HEADER_OVERFLOW',
    ['431 Request Header Fields Too Large', 'The headers are too long: at most 16 KiB are taken.'],
  ],
]);
const MALFORMED = ['400 Bad Request', 'The request cannot be read: it is no HTTP.'];

/** Answers what never became a request, and closes its connection. */
export function answerUnreadable(error: Error, socket: Socket): void {
  const code = codeOf(error);
  if (code !== 'ECONNRESET' && socket.writable) {
    const [status = '', message] = ANSWERS.get(code ?? '') ?? MALFORMED;
    const body = JSON.stringify({ errors: [{ message, extensions: { code: 'BAD_REQUEST' } }] });
    const headers = {
      ...SECURITY_HEADERS,
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(body),
      connection: 'close',
    };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`HTTP/1.1 ${status}\r\n${lines.join('')}\r\n${body}`);
  }
  socket.destroy();
}
