export { openDatabase } from './database.ts';
export { Issuer, type IssuerOptions } from './issuer.ts';
export type { Note, NotedEvent } from './note.ts';
export { hashPassword, newPassword } from './passwords.ts';
export { AccountRepository, type AccountRow } from './repositories/account-repository.ts';
