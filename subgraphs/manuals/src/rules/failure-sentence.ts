/**
 * What is said of a reading that failed.
 * @param canBeSearched what was read before is still there
 * @param newFile the name of a file that was to replace the manual's own; null when it was its own
 * @param message what was wrong with the file, and what would be right
 */
export function failureSentence(canBeSearched: boolean, newFile: string | null, message: string): string {
  if (newFile !== null) {
    const kept = canBeSearched ? ', and the manual stays as it was' : '';
    return `The new file ${newFile} was not taken${kept}. ${message}`;
  }
  if (canBeSearched)
    return `Reading this manual again failed, and its passages stay as they were. ${message}`;
  return message;
}

/** A reading whose tries are used up. */
export interface GivenUp {
  readonly title: string;
  /** The name of the file that was read. */
  readonly fileName: string;
  readonly tries: number;
  /** What the last try broke at, as it was told. */
  readonly reason: string;
}

/** How pg-boss calls what happens to workers, and what that means. */
const LOST_WORKERS: Readonly<Record<string, string>> = {
  'job heartbeat timeout': 'The process that read it died, or did not answer any more.',
  'job timed out': 'It took longer than a reading may.',
};

/** What a dead letter says to the admin who finds it: which file, what happened, what to do. */
export function letterReason({ title, fileName, tries, reason }: GivenUp): string {
  const broken = `${fileName} ("${title}") could not be read: ${tries === 1 ? 'the only try' : `each of ${tries} tries`} broke off.`;
  const lost = LOST_WORKERS[reason];
  if (lost === undefined) {
    return `${broken} The last one ended with: ${reason.replace(/\.$/, '')}. Mend that and redrive this letter, or discard it.`;
  }
  return `${broken} ${lost} Save the file again in its own program, upload that and discard this letter; or give Manuel more memory and redrive it.`;
}
