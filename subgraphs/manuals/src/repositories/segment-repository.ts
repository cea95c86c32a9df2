import type { EntityManager } from '@mikro-orm/postgresql';
import { SavedSegment, type SavedSegmentRow, SegmentPart } from '../entities/segment.ts';
import type { VectorKind } from './embedding-repository.ts';
import type { LoadableManual } from './manual-repository.ts';

export type { SavedSegmentRow } from '../entities/segment.ts';

/** As much as is sent or read without keeping the process from other things for more than some milliseconds. */
const PART_BYTES = 1024 * 1024;

/** A manual of any workspace. */
export type AnyManual = LoadableManual & { readonly workspace: string };

/** A segment as it was saved. */
export interface SavedBytes {
  readonly manualId: string;
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
  sizes(
    workspace: string,
    manualIds: readonly string[],
    format: number,
  ): Promise<{ readonly manualId: string; readonly byteSize: number }[]> {
    return this.#em.execute(
      `select manual_id as "manualId", byte_size as "byteSize" from manuals.segments
       where workspace = ? and manual_id = any (?::uuid[]) and format = ?`,
      [workspace, arrayOf(manualIds), format],
    );
  }

  /** The segments of these manuals, with one statement. */
  async read(workspace: string, manualIds: readonly string[], format: number): Promise<SavedBytes[]> {
    const rows = await this.#em.execute<PartRow[]>(
      `select manual_id, segment.revision, segment.byte_size, part.bytes
       from manuals.segments segment join manuals.segment_parts part using (manual_id)
       where segment.workspace = ? and manual_id = any (?::uuid[]) and segment.format = ?
       order by manual_id, part.part`,
      [workspace, arrayOf(manualIds), format],
    );
    return Array.from(Map.groupBy(rows, ({ manual_id }) => manual_id).values(), joined);
  }

  /** Which of these manuals have a segment of this format with vectors of this kind. */
  async ofKind(manualIds: readonly string[], format: number, kind: VectorKind): Promise<Set<string>> {
    const rows = await this.#em.execute<{ manual_id: string }[]>(
      `select manual_id from manuals.segments
       where manual_id = any (?::uuid[]) and format = ? and model = ? and word_model = ?`,
      [arrayOf(manualIds), format, kind.model, kind.wordModel],
    );
    return new Set(rows.map(({ manual_id }) => manual_id));
  }

  /**
   * Saves it in place of the manual's own, unless that is of the same revision and of a newer format: later sources
   * may run beside these.
   */
  async save(row: SavedSegmentRow, bytes: Uint8Array): Promise<void> {
    const { manualId, format, revision } = row;
    await this.#em.execute(
      'delete from manuals.segments where manual_id = ? and (format <= ? or revision < ?)',
      [manualId, format, revision],
    );
    const insert = this.#em.createQueryBuilder(SavedSegment).insert(row).onConflict('manualId').ignore();
    if ((await insert.execute()).affectedRows === 0) return;
    for (let start = 0, part = 0; start < bytes.length; start += PART_BYTES, part += 1) {
      const stretch = Buffer.from(bytes.subarray(start, start + PART_BYTES));
      await this.#em.createQueryBuilder(SegmentPart).insert({ manualId, part, bytes: stretch }).execute();
    }
  }

  /** READY manuals of all workspaces that have a segment of this format, the newest first. */
  saved(format: number): Promise<(AnyManual & { readonly byteSize: number })[]> {
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
  outdated(format: number, kind: VectorKind | null): Promise<AnyManual[]> {
    return this.#em.execute(
      `select manual.id, manual.workspace, manual.language, manual.revision
       from manuals.manuals manual left join manuals.segments segment on segment.manual_id = manual.id
       where manual.status = 'READY'
         and (segment.revision is distinct from manual.revision or segment.format < ?
           or (segment.format = ? and ? and (segment.model, segment.word_model) is distinct from (?, ?)))`,
      [format, format, kind !== null, kind?.model ?? '', kind?.wordModel ?? ''],
    );
  }
}

function joined(parts: readonly PartRow[]): SavedBytes {
  const [first] = parts;
  const bytes = new Uint8Array(first?.byte_size ?? 0);
  let end = 0;
  for (const part of parts) {
    bytes.set(part.bytes, end);
    end += part.bytes.length;
  }
  return { manualId: first?.manual_id ?? '', revision: first?.revision ?? 0, bytes };
}

function arrayOf(ids: readonly string[]): string {
  return `{${ids.join(',')}}`;
}
