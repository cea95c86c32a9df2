import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Constellation } from '../constellation.ts';
import { sha256Of } from '../files.ts';
import type { Ticket } from '../user.ts';
import { type BadInput, notes } from './bad-input-case.ts';

/** Uploads that are not what was announced, and tickets that are not one's own. */
export const badUploads: readonly BadInput[] = [
  {
    name: 'bytes with another SHA-256 than announced',
    code: 'INVALID_INPUT',
    attempt: async ({ author }) => {
      const ticket = await author.ticket(notes, { sha256: sha256Of(Buffer.from('other')) });
      return (await author.put(ticket, notes.bytes)).code;
    },
  },
  {
    name: 'fewer bytes than announced',
    code: 'INVALID_INPUT',
    attempt: async ({ author }) =>
      (await author.put(await author.ticket(notes), notes.bytes.subarray(1))).code,
  },
  {
    name: 'more bytes than announced',
    code: 'TOO_LARGE',
    attempt: async ({ author }) =>
      (await author.put(await author.ticket(notes), Buffer.concat([notes.bytes, Buffer.from('!')]))).code,
  },
  {
    name: 'a file over the limit',
    code: 'TOO_LARGE',
    attempt: async ({ author, limitBytes }) =>
      (await author.requestUpload(notes, { byteSize: limitBytes + 1 })).at('requestUpload', 'code'),
  },
  {
    name: 'an upload that is cut half way',
    code: 'INVALID_INPUT',
    async attempt({ author, constellation }) {
      const ticket = await author.ticket(notes);
      await sendHalf(constellation, ticket, notes.bytes);
      return (await author.addManual(ticket.uploadId)).at('addManual', 'code');
    },
  },
  {
    name: 'a manual of a file that was never sent',
    code: 'INVALID_INPUT',
    attempt: async ({ author }) =>
      (await author.addManual((await author.ticket(notes)).uploadId)).at('addManual', 'code'),
  },
  {
    name: 'a ticket whose time was prolonged',
    code: 'FORBIDDEN',
    attempt: async ({ author }) => {
      const ticket = await author.ticket(notes);
      const url = ticket.url.replace(/expires=\d+/, 'expires=4102444800');
      return (await author.put({ ...ticket, url }, notes.bytes)).code;
    },
  },
  {
    name: "a ticket that was turned to another's upload",
    code: 'FORBIDDEN',
    attempt: async ({ author, stranger }) => {
      const [own, other] = [await author.ticket(notes), await stranger.ticket(notes)];
      const url = own.url.replace(own.uploadId, other.uploadId);
      return (await author.put({ ...own, url }, notes.bytes)).code;
    },
  },
  {
    name: 'a ticket without its signature',
    code: 'FORBIDDEN',
    attempt: async ({ author }) => {
      const ticket = await author.ticket(notes);
      return (await author.put({ ...ticket, url: ticket.url.split('?')[0] ?? '' }, notes.bytes)).code;
    },
  },
  {
    name: 'a ticket that is over',
    code: 'FORBIDDEN',
    async attempt({ author, oldTicket: { ticket, file } }) {
      await sleep(Math.max(0, Date.parse(ticket.expiresAt) + 1_000 - Date.now()));
      return (await author.put(ticket, file.bytes)).code;
    },
  },
];

/** Sends the first half of the bytes and hangs up. */
async function sendHalf({ origin }: Constellation, ticket: Ticket, bytes: Uint8Array): Promise<void> {
  const { hostname, port, host } = new URL(origin);
  const socket = connect({ host: hostname, port: Number(port) });
  await once(socket, 'connect');
  const head = [`PUT ${ticket.url} HTTP/1.1`, `host: ${host}`, `content-length: ${bytes.length}`];
  const type = 'content-type: application/octet-stream';
  socket.write(`${[...head, type].join('\r\n')}\r\n\r\n`);
  await new Promise((resolve) => socket.write(bytes.subarray(0, bytes.length / 2), resolve));
  // Long enough for the half to be taken, so that there is something to leave behind.
  await sleep(200);
  socket.destroy();
}
