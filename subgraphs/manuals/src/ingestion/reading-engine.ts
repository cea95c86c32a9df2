/**
 * Counts the ways in which files were made passages. Whoever changes what is read out of a file, how it is cut or what
 * is kept of it adds one: every manual that an older engine read is then read again.
 */
export const READING_ENGINE = 1;
