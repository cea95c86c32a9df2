export { type Client, parseClients } from './clients.ts';
export { openDatabase } from './database.ts';
export { AccountDesk, type AccountDeskOptions, type AccountWithPassword } from './desks/account-desk.ts';
export type { Deed } from './desks/deed.ts';
export { type IssuedKey, KEY_DAYS, KeyDesk, type KeyDeskOptions, type KeyWish } from './desks/key-desk.ts';
export { ServiceAccountDesk } from './desks/service-account-desk.ts';
export { shown as shownSession } from './http/session-routes.ts';
export { Issuer, type IssuerOptions, type MountOptions } from './issuer.ts';
export {
  formatApiKey,
  hashOfSecret,
  isKeyId,
  isSecretOf,
  looksLikeApiKey,
  parseApiKey,
  shownPrefix,
} from './keys/api-key.ts';
export { KeyBook, type KnownKey } from './keys/key-book.ts';
export { callerIdOf, isName, isServiceId, NAME_RULE } from './names.ts';
export type { Note, NotedEvent } from './note.ts';
export { hashPassword, newPassword } from './passwords.ts';
export { AccountRepository, type AccountRow } from './repositories/account-repository.ts';
export type { KeyPlace, StoredKeyRow } from './repositories/key-repository.ts';
export type { ServiceAccountRow } from './repositories/service-account-repository.ts';
export type { SessionRow } from './repositories/session-repository.ts';
export { type SessionOwner, Sessions } from './sessions.ts';
export { CLI_CLIENT, ISSUER_PATH } from './well-known.ts';
