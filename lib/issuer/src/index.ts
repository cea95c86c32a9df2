export { CLI_CLIENT, type Client, parseClients } from './clients.ts';
export { openDatabase } from './database.ts';
export { shown as shownSession } from './http/session-routes.ts';
export { ISSUER_PATH, Issuer, type IssuerOptions, type MountOptions } from './issuer.ts';
export type { Note, NotedEvent } from './note.ts';
export { hashPassword, newPassword } from './passwords.ts';
export { AccountRepository, type AccountRow } from './repositories/account-repository.ts';
export type { SessionRow } from './repositories/session-repository.ts';
export { type SessionOwner, Sessions } from './sessions.ts';
