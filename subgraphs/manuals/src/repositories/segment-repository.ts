import type { EntityManager } from '@mikro-orm/postgresql';
import { SavedSegment, type SavedSegmentRow, SegmentPart } from '../entities/segment.ts';
import type { VectorKind } from './embedding-repository.ts';
import type { SearchableManual } from './manual-repository.ts';

export type { SavedSegmentRow } from '../entities/segment.ts';

/** As much as is sent or read without keeping the process from other things for more than some milliseconds. */
const PART_BYTES = 1024 * 1024;

/** A manual whose saved segment is missing, or not of the wanted kind. */
export type OutdatedManual = SearchableManual & { readonly workspace: string };

/** A segment as it was saved. */
export interface SavedBytes {
  readonly revision: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

interface PartRow {
  readonly manual_id: string;
  readonly revision: number;
  readonly byte_size: number;
  readonly bytes: Buffer;
}

/** Saved segments. */
export class SegmentRepository {
  readonly #em: EntityManager;

  constructor(em: EntityManager) {
    this.#em = em;
  }

  /** How large the segments of these manuals are that are saved in a format. */
  async sizes(workspace: string, manualIds: readonly string[], format: number): Promise<Map<string, number>> {
    const rows = await this.#em.execute<{ manual_id: string; byte_size: number }[]>(
      `select manual_id, byte_size from manuals.segments
       where workspace = ? and manual_id = any (?::uuid[]) and format = ?`,
      [workspace, arrayOf(manualIds), format],
    );
    return new Map(rows.map(({ manual_id, byte_size }) => [manual_id, byte_size]));
  }

  /** The segments of these manuals, by their ids, with one statement. */
  async read(
    workspace: string,
    manualIds: readonly string[],
    format: number,
  ): Promise<Map<string, SavedBytes>> {
    const rows = await this.#em.execute<PartRow[]>(
      `select manual_id, segment.revision, segment.byte_size, part.bytes
       from manuals.segments segment join manuals.segment_parts part using (manual_id)
       where segment.workspace = ? and manual_id = any (?::uuid[]) and segment.format = ?
       order by manual_id, part.part`,
      [workspace, arrayOf(manualIds), format],
    );
    const parts = Map.groupBy(rows, ({ manual_id }) => manual_id);
    return new Map(Array.from(parts, ([manualId, ofManual]) => [manualId, joined(ofManual)]));
  }

  /** Saves it in place of the manual's own, unless that is of a newer format: later sources may run beside these. */
  async save(row: SavedSegmentRow, bytes: Uint8Array): Promise<void> {
    const { manualId, format } = row;
    await this.#em.execute('delete from manuals.segments where manual_id = ? and format <= ?', [
      manualId,
      format,
    ]);
    const insert = this.#em.createQueryBuilder(SavedSegment).insert(row).onConflict('manualId').ignore();
    if ((await insert.execute()).affectedRows === 0) return;
    for (let start = 0, part = 0; start < bytes.length; start += PART_BYTES, part += 1) {
      const stretch = Buffer.from(bytes.subarray(start, start + PART_BYTES));
      await this.#em.createQueryBuilder(SegmentPart).insert({ manualId, part, bytes: stretch }).execute();
    }
  }

  /** READY manuals of all workspaces that have a segment of this format, the newest first. */
  saved(format: number): Promise<(OutdatedManual & { readonly byteSize: number })[]> {
    return this.#em.execute(
      `select manual.id, manual.workspace, manual.language, manual.revision, segment.byte_size as "byteSize"
       from manuals.manuals manual join manuals.segments segment on segment.manual_id = manual.id
       where manual.status = 'READY' and segment.format = ? and segment.revision = manual.revision
       order by manual.id desc`,
      [format],
    );
  }

  /**
   * READY manuals of all workspaces without a segment of their revision, of this format or a newer one, and with
   * vectors of this kind; null is any.
   */
  outdated(format: number, kind: VectorKind | null): Promise<OutdatedManual[]> {
    return this.#em.execute(
      `select manual.id, manual.workspace, manual.language, manual.revision
       from manuals.manuals manual left join manuals.segments segment on segment.manual_id = manual.id
       where manual.status = 'READY'
         and (segment.revision is distinct from manual.revision or segment.format < ?
           or (segment.format = ? and ? and (segment.model, segment.windows) is distinct from (?, ?)))`,
      [format, format, kind !== null, kind?.model ?? '', kind?.windows ?? ''],
    );
  }
}

function joined(parts: readonly PartRow[]): SavedBytes {
  const bytes = new Uint8Array(parts[0]?.byte_size ?? 0);
  let end = 0;
  for (const part of parts) {
    bytes.set(part.bytes, end);
    end += part.bytes.length;
  }
  return { revision: parts[0]?.revision ?? 0, bytes };
}

function arrayOf(ids: readonly string[]): string {
  return `{${ids.join(',')}}`;
}
