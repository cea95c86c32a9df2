import { Database } from '@manuel/database';
import { Content } from './entities/content.ts';
import { Embedding } from './entities/embedding.ts';
import { Ingestion } from './entities/ingestion.ts';
import { Manual } from './entities/manual.ts';
import { Passage } from './entities/passage.ts';
import { Replacement } from './entities/replacement.ts';
import { SavedSegment, SegmentPart } from './entities/segment.ts';
import { Upload } from './entities/upload.ts';
import { Manuals } from './migrations/0001-manuals.ts';
import { WatchedManuals } from './migrations/0002-watched-manuals.ts';
import { WatchedPassages } from './migrations/0003-watched-passages.ts';
import { ManualsDeadLetters } from './migrations/0004-dead-letters.ts';
import { Revisions } from './migrations/0005-revisions.ts';
import { Contents } from './migrations/0006-contents.ts';

/** The manuals subgraph's part of the database: the schemas `manuals` and `manuals_jobs`. */
export function openDatabase(url: string): Promise<Database> {
  return Database.open({
    url,
    schema: 'manuals',
    jobsSchema: 'manuals_jobs',
    entities: [
      Manual,
      Upload,
      Ingestion,
      Passage,
      Replacement,
      Content,
      Embedding,
      SavedSegment,
      SegmentPart,
    ],
    migrations: [
      { name: '0001-manuals', class: Manuals },
      { name: '0002-watched-manuals', class: WatchedManuals },
      { name: '0003-watched-passages', class: WatchedPassages },
      { name: '0004-dead-letters', class: ManualsDeadLetters },
      { name: '0005-revisions', class: Revisions },
      { name: '0006-contents', class: Contents },
    ],
  });
}
