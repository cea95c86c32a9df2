import type { UnitOfWork } from '@manuel/database';
import { InvalidInput, isId, NotFound, newId } from '@manuel/service';
import { callerOf, type RequestContext } from '@manuel/subgraph';
import { removeUnneeded } from '../files/housekeeping.ts';
import { IngestionRepository } from '../repositories/ingestion-repository.ts';
import { ManualRepository, type ManualRow } from '../repositories/manual-repository.ts';
import { ReplacementRepository, type ReplacementRow } from '../repositories/replacement-repository.ts';
import { UploadRepository } from '../repositories/upload-repository.ts';
import { describeRevision, type RevisedDescription } from '../rules/description.ts';
import type { ReplaceManualInput } from '../schema.generated.ts';
import type { ManualsServices } from '../services.ts';
import { askReading, forgetLetters, INGEST_QUEUE, REVISE_QUEUE, WAITING } from './ask-reading.ts';
import { auditDone } from './audit.ts';
import { type StoredUpload, storedUpload } from './stored-upload.ts';

export interface ReplacedManual {
  readonly manual: ManualRow;
  readonly deduplicated: boolean;
}

/** A manual, locked, and the file that is to be its new one. */
interface Revision extends StoredUpload {
  readonly manual: ManualRow;
  /** The one that was asked for before and has not taken its place. */
  readonly earlier: ReplacementRow | null;
  readonly description: RevisedDescription;
}

/**
 * Queues a new file for a manual: when it has been read, it takes the old one's place. What was asked last wins; the
 * manual's own bytes end what an earlier one was about to change.
 * @throws NotFound when there is no such upload or manual, InvalidInput when the file cannot become this manual's
 */
export async function replaceManual(
  services: ManualsServices,
  request: RequestContext,
  input: ReplaceManualInput,
): Promise<ReplacedManual> {
  const { workspace } = callerOf(request);
  const stored = await storedUpload(services, workspace, input.uploadId);
  const description = describeRevision(input);
  const { overtaken, ...replaced } = await services.database.retriedTransaction(async (em) => {
    if (!(await new UploadRepository(em).take(workspace, input.uploadId)))
      throw new NotFound('This upload has been used already.');
    const manual = isId(input.id) ? await new ManualRepository(em).lock(workspace, input.id) : null;
    if (manual === null) throw new NotFound(`There is no manual ${input.id} in this workspace.`);
    const earlier = await new ReplacementRepository(em).ofManual(manual.id);
    const revision = { ...stored, manual, earlier, description };
    return { ...(await revise(services, em, request, revision)), overtaken: earlier };
  });
  if (overtaken !== null)
    await removeUnneeded(services.database, services.files, workspace, [overtaken.sha256]);
  return replaced;
}

async function revise(
  services: ManualsServices,
  em: UnitOfWork,
  request: RequestContext,
  revision: Revision,
): Promise<ReplacedManual> {
  const { manual, upload, description } = revision;
  const target = `manual:${manual.id}`;
  // In another language the same bytes are other words to a search.
  const saysLanguage = description.language !== null && description.language !== manual.language;
  if (upload.sha256 === manual.sha256 && !saysLanguage) {
    const kept = await keepBytes(services, em, request, revision);
    await services.audit.add([auditDone(request, 'manual.deduplicate', target)], em);
    return { manual: kept, deduplicated: true };
  }
  if (await isBeingRead(em, revision)) {
    await new ReplacementRepository(em).describe(manual.id, description);
    await services.audit.add([auditDone(request, 'manual.deduplicate', target)], em);
    return { manual, deduplicated: true };
  }
  await refuseBytesOfOthers(em, revision);
  await queueFile(services, em, request, revision);
  await services.audit.add([auditDone(request, 'manual.replace', target)], em);
  return { manual: { ...manual, status: waiting(manual) }, deduplicated: false };
}

/** Nothing is to be read, unless these bytes are not there to be searched; a title is taken at once. */
async function keepBytes(
  services: ManualsServices,
  em: UnitOfWork,
  request: RequestContext,
  { manual, earlier, description: { title } }: Revision,
): Promise<ManualRow> {
  const kept = { ...manual, title: title ?? manual.title };
  if (title !== null) await new ManualRepository(em).update(manual.id, { title });
  if (earlier !== null) await new ReplacementRepository(em).remove(manual.id);
  const isUnread = manual.status === 'FAILED' || (manual.status !== 'READY' && earlier !== null);
  if (isUnread) {
    await askReading(services, em, { ...request.origin, manual, queue: INGEST_QUEUE });
    return { ...kept, status: 'QUEUED' };
  }
  if (earlier !== null) {
    const ended = { status: 'DONE', progress: 1, run: newId(), finishedAt: new Date() } as const;
    await new IngestionRepository(em).update(manual.id, { ...WAITING, ...ended });
    await forgetLetters(services.letters, em, { workspace: manual.workspace, manualId: manual.id });
  }
  return kept;
}

/** Whether the same file was asked for before, and is on its way. */
async function isBeingRead(em: UnitOfWork, { manual, upload, earlier }: Revision): Promise<boolean> {
  if (earlier?.sha256 !== upload.sha256) return false;
  const ingestion = await new IngestionRepository(em).ofManual(manual.id);
  return ingestion?.status === 'QUEUED' || ingestion?.status === 'RUNNING';
}

async function refuseBytesOfOthers(em: UnitOfWork, { manual, upload }: Revision): Promise<void> {
  const other = await new ManualRepository(em).byBytes(manual.workspace, upload.sha256);
  if (other === null || other.id === manual.id) return;
  throw new InvalidInput(
    'input.uploadId',
    `The manual "${other.title}" (${other.id}) has this file already, and a workspace keeps it once: remove one of the two manuals.`,
  );
}

async function queueFile(
  services: ManualsServices,
  em: UnitOfWork,
  request: RequestContext,
  { manual, upload, mediaType, description }: Revision,
): Promise<void> {
  const replacements = new ReplacementRepository(em);
  await replacements.remove(manual.id);
  const { fileName, byteSize, sha256 } = upload;
  await replacements.add({
    ...{ id: newId(), manualId: manual.id, workspace: manual.workspace, ...description },
    ...{ fileName, mediaType, byteSize, sha256 },
  });
  await askReading(services, em, { ...request.origin, manual, queue: REVISE_QUEUE });
}

function waiting({ status }: ManualRow): ManualRow['status'] {
  return status === 'READY' ? 'READY' : 'QUEUED';
}
