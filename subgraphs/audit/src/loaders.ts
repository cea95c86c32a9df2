import DataLoader from 'dataloader';
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
    entryById: new DataLoader(async (ids) => {
      const rows = new Map((await entries.byIds(workspace, ids)).map((row) => [row.id, row]));
      return ids.map((id) => rows.get(id) ?? null);
    }),
    trailByTarget: new DataLoader(async (targets) => {
      const rows = Map.groupBy(
        await entries.newestOf(workspace, targets, LONGEST_TRAIL),
        (row) => row.target,
      );
      return targets.map((target) => rows.get(target) ?? []);
    }),
  };
}
