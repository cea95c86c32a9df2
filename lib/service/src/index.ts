export {
  type Environment,
  loadEnvironmentFile,
  port,
  publicUrl,
  readSettings,
  secretText,
  sharedSettings,
  wholeNumber,
} from './configuration.ts';
export { openDataFolder } from './data-folder.ts';
export { withDeadline } from './deadline.ts';
export { type Departure, IDLE_CONNECTION_MS } from './departure.ts';
export {
  ClientGone,
  Conflict,
  codeOf,
  Declined,
  InvalidInput,
  isAway,
  messageOf,
  NotAllowed,
  NotAuthenticated,
  NotFound,
  ServiceError,
  StartFailure,
  TooLarge,
  Unavailable,
} from './errors.ts';
export { addHealthRoutes, dispensable, type Probe } from './health.ts';
export { idFor, isId, newId } from './ids.ts';
export { hostOf, listen, originOf } from './listen.ts';
export { createLogger, type Logger } from './logger.ts';
export { type Running, runOnce, runUntilSignal, StopList } from './process.ts';
export { SecretFiles, weaknessOf } from './secrets.ts';
export { watchForChanges } from './watched-file.ts';
