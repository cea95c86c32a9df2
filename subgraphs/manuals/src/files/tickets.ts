import { createHmac, timingSafeEqual } from 'node:crypto';
import { NotAllowed } from '@manuel/service';

/** Signs places to PUT a file to, so that the file route needs no token and trusts nobody. */
export class Tickets {
  readonly #secret: string;

  /** @param secret at least 32 bytes, the same in every replica */
  constructor(secret: string) {
    this.#secret = secret;
  }

  /** The path and query of the place, good until `expiresAt`. */
  urlOf(uploadId: string, expiresAt: Date): string {
    const expires = Math.floor(expiresAt.getTime() / 1000);
    return `/files/${uploadId}?expires=${expires}&signature=${this.#sign(uploadId, expires).toString('base64url')}`;
  }

  /** @throws NotAllowed when the ticket was altered or is over */
  verify(uploadId: string, expires: string | undefined, signature: string | undefined): void {
    const expected = this.#sign(uploadId, Number(expires));
    const given = Buffer.from(signature ?? '', 'base64url');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      throw new NotAllowed('The ticket was altered: use url exactly as requestUpload gave it.');
    }
    if (Number(expires) * 1000 < Date.now())
      throw new NotAllowed('The ticket is over: ask requestUpload for a new one.');
  }

  #sign(uploadId: string, expires: number): Buffer {
    return createHmac('sha256', this.#secret).update(`PUT /files/${uploadId} ${expires}`).digest();
  }
}
