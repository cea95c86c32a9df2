import { randomUUIDv7 } from 'node:crypto';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** A new UUID version 7 (RFC 9562): ids made later sort later. */
export function newId(): string {
  return randomUUIDv7();
}

/** Whether the text is a UUID as `newId` writes it; anything else can be no row's id. */
export function isId(text: string): boolean {
  return UUID.test(text);
}
