/** How often the consistency test goes through all faults; an empty variable counts as not set. */
export const config: Readonly<{ rounds: number }> = Object.freeze({
  rounds: Number(process.env.CACHE_TEST_ROUNDS || 1),
});
