import { isId, NotFound } from '@manuel/service';
import { callerOf, type RequestContext } from '@manuel/subgraph';
import { removeUnneeded } from '../files/housekeeping.ts';
import { ManualRepository } from '../repositories/manual-repository.ts';
import { PassageRepository } from '../repositories/passage-repository.ts';
import { ReplacementRepository } from '../repositories/replacement-repository.ts';
import type { ManualsServices } from '../services.ts';
import { forgetLetters } from './ask-reading.ts';
import { auditDone } from './audit.ts';

/**
 * Removes a manual, its passages, its ingestion, its file and the one that was to replace it.
 * @throws NotFound when the workspace has none such
 */
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
    const replacement = await new ReplacementRepository(em).ofManual(id);
    await new PassageRepository(em).remove(workspace, id);
    await manuals.remove(workspace, id);
    await forgetLetters(services.letters, em, { workspace, manualId: id });
    await services.audit.add([auditDone(request, 'manual.remove', `manual:${id}`)], em);
    return replacement === null ? [manual.sha256] : [manual.sha256, replacement.sha256];
  });
  await removeUnneeded(services.database, services.files, workspace, removed);
}
