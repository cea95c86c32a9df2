/** How the ids of programs begin among callers; no person's name begins so. */
const SERVICE_PREFIX = 'svc.';
const LONGEST_NAME = 64;
const NAME = /^[a-z0-9][a-z0-9._@-]*$/;

/** What a name of an account or a service account must be, as a sentence for people. */
export const NAME_RULE = `a name is up to ${LONGEST_NAME} lower-case letters, digits and ._@- and begins with a letter or digit; "${SERVICE_PREFIX}" does not begin one`;

/** Whether an account or a service account may be called so. */
export function isName(text: string): boolean {
  return text.length <= LONGEST_NAME && NAME.test(text) && !text.startsWith(SERVICE_PREFIX);
}

/** The caller that a service account is, such as svc.importer: in one workspace, no person has the same id. */
export function callerIdOf(serviceAccount: string): string {
  return `${SERVICE_PREFIX}${serviceAccount}`;
}

/** Whether only a service account's key may say that its caller has this id. */
export function isServiceId(callerId: string): boolean {
  return callerId.startsWith(SERVICE_PREFIX);
}
