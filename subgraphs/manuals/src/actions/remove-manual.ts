import { isId, NotFound } from '@manuel/service';
import { callerOf, type RequestContext } from '@manuel/subgraph';
import { removeUnneeded } from '../files/housekeeping.ts';
import { ManualRepository } from '../repositories/manual-repository.ts';
import { PassageRepository } from '../repositories/passage-repository.ts';
import type { ManualsServices } from '../services.ts';
import { auditDone } from './audit.ts';
import { INGEST_QUEUE } from './ingest-manual.ts';

/** Removes a manual, its passages, its ingestion and its file. @throws NotFound when the workspace has none such */
export async function removeManual(
  services: ManualsServices,
  request: RequestContext,
  id: string,
): Promise<void> {
  const { workspace } = callerOf(request);
  const removed = await services.database.retriedTransaction(async (em) => {
    const manuals = new ManualRepository(em);
    const manual = isId(id) ? await manuals.lock(workspace, id) : null;
    if (manual === null) throw new NotFound(`There is no manual ${id} in this workspace.`);
    await new PassageRepository(em).remove(workspace, id);
    await manuals.remove(workspace, id);
    await services.letters.forget(INGEST_QUEUE, { workspace, manualId: id }, em);
    await services.audit.add([auditDone(request, 'manual.remove', `manual:${id}`)], em);
    return manual;
  });
  await removeUnneeded(services.database, services.files, workspace, [removed.sha256]);
}
