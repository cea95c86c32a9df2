import type { Role } from '@manuel/identity';
import type { Constellation, Settings } from '../constellation.ts';
import type { User } from '../user.ts';

/** Where a chapter of the story plays. */
export interface Stage {
  readonly constellation: Constellation;
  /** Where its PostgreSQL is; known when the tests run. */
  databaseUrl(): string;
  user(id: string, role: Role, workspace?: string): User;
  /** The names of the files that are kept for a workspace. */
  filesOf(workspace: string): string[];
}

export const LIMIT_BYTES = 3_000_000;
export const PER_DAY = 10;
export const SETTINGS: Settings = {
  QUOTA_PER_DAY: PER_DAY,
  UPLOAD_LIMIT_BYTES: LIMIT_BYTES,
  UPLOAD_TICKET_SECONDS: 15,
};

/** What page 3 of the Nimbus Dry 40's manual answers. */
export const QUESTION = 'How often must the air filter be washed?';
export const FILTER_PAGE = 3;
