import { InvalidInput, isId, NotFound } from '@manuel/service';
import { callerOf, type RequestContext } from '@manuel/subgraph';
import { READING_ENGINE } from '../ingestion/reading-engine.ts';
import { IngestionRepository } from '../repositories/ingestion-repository.ts';
import { ManualRepository, type ManualRow } from '../repositories/manual-repository.ts';
import { ReplacementRepository } from '../repositories/replacement-repository.ts';
import type { ManualsServices } from '../services.ts';
import { askReading, INGEST_QUEUE, REVISE_QUEUE } from './ask-reading.ts';
import { auditDone } from './audit.ts';

/**
 * Queues a manual's file to be read once more, or the one that is to replace it; one that waits or is read just now
 * is left to that.
 * @throws NotFound when the workspace has no such manual, InvalidInput when only a newer Manuel may read it
 */
export async function reingestManual(
  services: ManualsServices,
  request: RequestContext,
  id: string,
): Promise<ManualRow> {
  const { workspace } = callerOf(request);
  return await services.database.retriedTransaction(async (em) => {
    const manual = isId(id) ? await new ManualRepository(em).lock(workspace, id) : null;
    if (manual === null) throw new NotFound(`There is no manual ${id} in this workspace.`);
    const ingestion = await new IngestionRepository(em).ofManual(id);
    if (ingestion?.status === 'QUEUED' || ingestion?.status === 'RUNNING') return manual;
    const replacement = await new ReplacementRepository(em).ofManual(id);
    if (replacement === null && manual.engine > READING_ENGINE) {
      throw new InvalidInput(
        'id',
        `A newer version of Manuel has read this manual (reading engine ${manual.engine}, here ${READING_ENGINE}): ask again when all of its processes are of that version.`,
      );
    }
    const isFirst = manual.status !== 'READY' && replacement === null;
    const queue = isFirst ? INGEST_QUEUE : REVISE_QUEUE;
    await askReading(services, em, { ...request.origin, manual, queue });
    await services.audit.add([auditDone(request, 'manual.reingest', `manual:${id}`)], em);
    return { ...manual, status: manual.status === 'READY' ? 'READY' : 'QUEUED' };
  });
}
