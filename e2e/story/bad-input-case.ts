import type { Constellation } from '../constellation.ts';
import { type TestFile, textFile } from '../files.ts';
import type { Ticket, User } from '../user.ts';

/** What a case of bad input finds around it. */
export interface Surroundings {
  readonly constellation: Constellation;
  /** Somebody in a workspace that holds nothing; the case leaves it so. */
  readonly author: User;
  /** Somebody in another workspace. */
  readonly stranger: User;
  /** A ticket of the author's that will soon be over, for this file. */
  readonly oldTicket: { readonly ticket: Ticket; readonly file: TestFile };
  /** The longest file that is taken. */
  readonly limitBytes: number;
}

/** Something that cannot be meant, and the code of the answer to it. */
export interface BadInput {
  readonly name: string;
  readonly code: string;
  /** @returns the code that was answered */
  readonly attempt: (around: Surroundings) => Promise<unknown>;
}

/** A file that is as it should be. */
export const notes = textFile('notes.txt', 'Press the green button for three seconds to reset the pump.');
