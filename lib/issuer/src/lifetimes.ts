/** An access token is short: what ends it early is looked up by whoever takes it, and missed when the database is away. */
export const ACCESS_TOKEN_SECONDS = 10 * 60;
/** A refresh token that is not used for so long is over. */
export const REFRESH_TOKEN_SECONDS = 14 * 24 * 3_600;
/** A session is over then, however much it is used. */
export const SESSION_SECONDS = 30 * 24 * 3_600;
/** How long signing in may take, from the client's request to its code. */
export const INTERACTION_SECONDS = 15 * 60;
/** A code is for the client's next request. */
export const CODE_SECONDS = 60;
export const DEVICE_CODE_SECONDS = 10 * 60;
/** A refresh token that was used can be used again for so long: its answer may have been lost (FAPI 2.0, 5.3.2.1). */
export const RETRY_GRACE_MS = 10_000;
