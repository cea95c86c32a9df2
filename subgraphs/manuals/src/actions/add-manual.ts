import type { UnitOfWork } from '@manuel/database';
import { InvalidInput, isId, NotFound, newId } from '@manuel/service';
import { callerOf, type RequestContext } from '@manuel/subgraph';
import { removeUnneeded } from '../files/housekeeping.ts';
import { detectMediaType, type MediaType } from '../ingestion/media-type.ts';
import { IngestionRepository } from '../repositories/ingestion-repository.ts';
import { ManualRepository, type ManualRow } from '../repositories/manual-repository.ts';
import { UploadRepository, type UploadRow } from '../repositories/upload-repository.ts';
import { type Description, describe } from '../rules/description.ts';
import type { AddManualInput } from '../schema.generated.ts';
import type { ManualsServices } from '../services.ts';
import { auditDone } from './audit.ts';
import { INGEST_QUEUE, type IngestJob, WAITING, waitAgain } from './ingest-manual.ts';

const HEAD_BYTES = 64 * 1024;

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
  const upload = await storedUpload(services, workspace, input.uploadId);
  const description = describe(input, upload.fileName);
  const mediaType = await checkType(services, upload);
  return await services.database.retriedTransaction((em) =>
    add(services, em, request, { upload, description, mediaType }),
  );
}

async function storedUpload(
  { database }: ManualsServices,
  workspace: string,
  id: string,
): Promise<UploadRow> {
  const upload = isId(id) ? await new UploadRepository(database.fork()).byId(id) : null;
  if (upload === null || upload.workspace !== workspace) {
    throw new NotFound('There is no such upload: it was used or is over. Ask requestUpload for a new one.');
  }
  if (upload.state === 'REQUESTED') {
    throw new InvalidInput('input.uploadId', "The file has not arrived: PUT it to the ticket's url first.");
  }
  return upload;
}

/** A file that is not what its name says is given up, with its upload. */
async function checkType({ database, files }: ManualsServices, upload: UploadRow): Promise<MediaType> {
  const head = await files.head(upload.workspace, upload.sha256, HEAD_BYTES);
  const verdict = await detectMediaType(upload.fileName, head);
  if (verdict.ok) return verdict.mediaType;
  await new UploadRepository(database.fork()).take(upload.workspace, upload.id);
  await removeUnneeded(database, files, upload.workspace, [upload.sha256]);
  throw new InvalidInput('input.uploadId', verdict.message);
}

interface NewManual {
  readonly upload: UploadRow;
  readonly description: Description;
  readonly mediaType: MediaType;
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
    await new IngestionRepository(em).add({ id: newId(), manualId: manual.id, workspace, ...WAITING });
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
  await waitAgain(em, first.id);
  await services.letters.forget(INGEST_QUEUE, { workspace, manualId: first.id }, em);
  await queue(services, em, request, first);
  return { manual: { ...first, status: 'QUEUED' }, deduplicated: true };
}

async function queue(
  { jobs, audit }: ManualsServices,
  em: UnitOfWork,
  request: RequestContext,
  manual: ManualRow,
): Promise<void> {
  const { caller, requestId } = request.origin;
  const job: IngestJob = { manualId: manual.id, workspace: manual.workspace, caller, requestId };
  await jobs.send(INGEST_QUEUE, [job], em);
  await audit.add([auditDone(request, 'manual.add', `manual:${manual.id}`)], em);
}
