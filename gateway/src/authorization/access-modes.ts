/** What becomes of an operation of which its caller may not have all: the rest is answered, or all of it is refused. */
export const ACCESS_MODES = ['filter', 'reject'] as const;
export type AccessMode = (typeof ACCESS_MODES)[number];
