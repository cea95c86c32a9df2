import { listLoader, rowLoader } from '@manuel/database';
import type DataLoader from 'dataloader';
import type { EntryRepository, EntryRow } from './repositories/entry-repository.ts';

const LONGEST_TRAIL = 100;

/** What one request reads in batches. */
export interface Loaders {
  readonly entryById: DataLoader<string, EntryRow | null>;
  /** By target, such as manual:018f…; newest first. */
  readonly trailByTarget: DataLoader<string, EntryRow[]>;
}

/** @param workspace the only one that this request may see */
export function createLoaders(entries: EntryRepository, workspace: string): Loaders {
  return {
    entryById: rowLoader(
      (ids) => entries.byIds(workspace, ids),
      ({ id }) => id,
    ),
    trailByTarget: listLoader(
      (targets) => entries.newestOf(workspace, targets, LONGEST_TRAIL),
      ({ target }) => target,
    ),
  };
}
