import type { UnitOfWork } from '@manuel/database';
import { NotFound, newId } from '@manuel/service';
import { callerOf, type RequestContext } from '@manuel/subgraph';
import { ManualRepository, type ManualRow } from '../repositories/manual-repository.ts';
import { ReplacementRepository } from '../repositories/replacement-repository.ts';
import { UploadRepository } from '../repositories/upload-repository.ts';
import { type Description, describe } from '../rules/description.ts';
import type { AddManualInput } from '../schema.generated.ts';
import type { ManualsServices } from '../services.ts';
import { askReading, INGEST_QUEUE } from './ask-reading.ts';
import { auditDone } from './audit.ts';
import { type StoredUpload, storedUpload } from './stored-upload.ts';

export interface AddedManual {
  readonly manual: ManualRow;
  readonly deduplicated: boolean;
}

/**
 * Makes a manual of a stored upload and queues its ingestion, or finds the one of the same bytes; one that had
 * failed is queued again.
 * @throws NotFound when there is no such upload, InvalidInput when it cannot become a manual
 */
export async function addManual(
  services: ManualsServices,
  request: RequestContext,
  input: AddManualInput,
): Promise<AddedManual> {
  const { workspace } = callerOf(request);
  const stored = await storedUpload(services, workspace, input.uploadId);
  const description = describe(input, stored.upload.fileName);
  return await services.database.retriedTransaction((em) =>
    add(services, em, request, { ...stored, description }),
  );
}

interface NewManual extends StoredUpload {
  readonly description: Description;
}

async function add(
  services: ManualsServices,
  em: UnitOfWork,
  request: RequestContext,
  { upload, description, mediaType }: NewManual,
): Promise<AddedManual> {
  const { id: addedBy, workspace } = callerOf(request);
  if (!(await new UploadRepository(em).take(workspace, upload.id)))
    throw new NotFound('This upload has been used already.');
  const { fileName, byteSize, sha256 } = upload;
  const manual: ManualRow = {
    ...{ id: newId(), workspace, ...description, fileName, mediaType, byteSize, sha256 },
    ...{ pageCount: null, status: 'QUEUED', revision: 0, addedAt: new Date(), addedBy },
    ...{ engine: 0, triedEngine: 0, pagesWithoutText: [] },
  };
  const manuals = new ManualRepository(em);
  if (await manuals.add(manual)) {
    await queue(services, em, request, manual);
    return { manual, deduplicated: false };
  }
  const first = await manuals.lockByBytes(workspace, sha256);
  if (first === null)
    throw new NotFound('The manual of these bytes was removed at this moment: upload the file again.');
  if (first.status !== 'FAILED') {
    await services.audit.add([auditDone(request, 'manual.deduplicate', `manual:${first.id}`)], em);
    return { manual: first, deduplicated: true };
  }
  // What was to replace these bytes has been overtaken; housekeeping removes its file.
  await new ReplacementRepository(em).remove(first.id);
  await queue(services, em, request, first);
  return { manual: { ...first, status: 'QUEUED' }, deduplicated: true };
}

async function queue(
  services: ManualsServices,
  em: UnitOfWork,
  request: RequestContext,
  manual: ManualRow,
): Promise<void> {
  await askReading(services, em, { ...request.origin, manual, queue: INGEST_QUEUE });
  await services.audit.add([auditDone(request, 'manual.add', `manual:${manual.id}`)], em);
}
