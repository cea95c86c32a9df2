const HEAD_END = Buffer.from('\r\n\r\n');
const LINE_END = Buffer.from('\r\n');

/** One HTTP answer. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: Buffer;
}

/**
 * Reads HTTP/1.1 answers, one after another, from the bytes of a kept-alive connection. It knows just enough of the
 * protocol for gateways on loopback: lengths and chunks, no trailers, no compression.
 */
export class ResponseReader {
  #pending: Buffer = Buffer.alloc(0);
  #head: { status: number; length: number | 'chunked' } | undefined;
  #position = 0;
  #chunks: Buffer[] = [];

  /** Takes more bytes; gives the answer when they complete it. @throws Error on what it cannot read */
  push(bytes: Buffer): HttpAnswer | undefined {
    this.#pending = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes]);
    this.#head ??= this.#readHead();
    if (this.#head === undefined) return undefined;
    const body = this.#head.length === 'chunked' ? this.#readChunks() : this.#readLength(this.#head.length);
    if (body === undefined) return undefined;
    const { status } = this.#head;
    this.#pending = this.#pending.subarray(this.#position);
    this.#head = undefined;
    this.#position = 0;
    this.#chunks = [];
    return { status, body };
  }

  #readHead() {
    const end = this.#pending.indexOf(HEAD_END);
    if (end < 0) return undefined;
    const head = this.#pending.toString('latin1', 0, end).toLowerCase();
    this.#position = end + HEAD_END.length;
    const length = /\r\ncontent-length: *(\d+)/.exec(head)?.[1];
    const chunked = /\r\ntransfer-encoding: *chunked/.test(head);
    if (length === undefined && !chunked) throw new Error(`An answer says no length: ${head}`);
    return {
      status: Number(head.slice(9, 12)),
      length: length === undefined ? 'chunked' : Number(length),
    } as const;
  }

  #readLength(length: number): Buffer | undefined {
    const end = this.#position + length;
    if (this.#pending.length < end) return undefined;
    const body = this.#pending.subarray(this.#position, end);
    this.#position = end;
    return body;
  }

  #readChunks(): Buffer | undefined {
    for (;;) {
      const lineEnd = this.#pending.indexOf(LINE_END, this.#position);
      if (lineEnd < 0) return undefined;
      const size = Number.parseInt(this.#pending.toString('latin1', this.#position, lineEnd), 16);
      const start = lineEnd + LINE_END.length;
      const end = start + size;
      if (this.#pending.length < end + LINE_END.length) return undefined;
      this.#position = end + LINE_END.length;
      if (size === 0) return Buffer.concat(this.#chunks);
      this.#chunks.push(this.#pending.subarray(start, end));
    }
  }
}
