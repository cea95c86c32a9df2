import { type ChildPage, pageLoader, rowLoader } from '@manuel/database';
import type { Page } from '@manuel/subgraph';
import DataLoader from 'dataloader';
import type { IngestionRepository, IngestionRow } from './repositories/ingestion-repository.ts';
import type { ManualReader, ManualRow } from './repositories/manual-repository.ts';
import type {
  PassagePlace,
  PassageReader,
  PassageRepository,
  PassageRow,
} from './repositories/passage-repository.ts';

/** What one request reads in batches. */
export interface Loaders {
  readonly manualById: DataLoader<string, ManualRow | null>;
  readonly passageById: DataLoader<string, PassageRow | null>;
  readonly passageByPlace: DataLoader<PassagePlace, PassageRow | null, string>;
  /** One row more than the page, in reading order. */
  readonly passagesByManual: DataLoader<ChildPage<Page<number>>, PassageRow[], string>;
  readonly ingestionById: DataLoader<string, IngestionRow | null>;
  readonly ingestionByManual: DataLoader<string, IngestionRow | null>;
}

export interface Readers {
  readonly manuals: ManualReader;
  readonly passages: PassageReader;
  readonly passagePages: Pick<PassageRepository, 'pages' | 'byPlaces'>;
  readonly ingestions: IngestionRepository;
}

/** @param workspace the only one that this request may see */
export function createLoaders(
  { manuals, passages, passagePages, ingestions }: Readers,
  workspace: string,
): Loaders {
  return {
    manualById: rowLoader(
      (ids) => manuals.byIds(workspace, ids),
      ({ id }) => id,
    ),
    passageById: rowLoader(
      (ids) => passages.byIds(workspace, ids),
      ({ id }) => id,
    ),
    passageByPlace: placeLoader((places) => passagePages.byPlaces(workspace, places)),
    passagesByManual: pageLoader(
      (manualIds, page: Page<number>) => passagePages.pages(workspace, manualIds, page),
      ({ manualId }) => manualId,
    ),
    ingestionById: rowLoader(
      (ids) => ingestions.byIds(workspace, ids),
      ({ id }) => id,
    ),
    ingestionByManual: rowLoader(
      (ids) => ingestions.byManualIds(workspace, ids),
      ({ manualId }) => manualId,
    ),
  };
}

function placeLoader(
  read: (places: readonly PassagePlace[]) => Promise<readonly PassageRow[]>,
): Loaders['passageByPlace'] {
  const keyOf = ({ manualId, ordinal }: PassagePlace) => `${manualId} ${ordinal}`;
  return new DataLoader(
    async (places: readonly PassagePlace[]) => {
      const rows = new Map((await read(places)).map((row) => [keyOf(row), row]));
      return places.map((place) => rows.get(keyOf(place)) ?? null);
    },
    { cacheKeyFn: keyOf },
  );
}
