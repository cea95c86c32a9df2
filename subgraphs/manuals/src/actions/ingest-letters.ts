import type { AuditMessage } from '@manuel/audit/client';
import type { LetterHooks, Outbox, UnitOfWork } from '@manuel/database';
import { IngestionRepository } from '../repositories/ingestion-repository.ts';
import { ManualRepository, type ManualRow } from '../repositories/manual-repository.ts';
import { ReplacementRepository } from '../repositories/replacement-repository.ts';
import { letterReason } from '../rules/failure-sentence.ts';
import { type IngestJob, WAITING } from './ask-reading.ts';
import { endFailed, type Failure } from './fail-reading.ts';

const ABANDONED: Failure = {
  code: 'INGESTION_FAILED',
  message: 'This file broke every attempt to read it. Save it again in its own program and upload that.',
};

/**
 * What becomes of a manual when every try to read it broke off, and when that letter is redriven or discarded. A new
 * file that was to replace the manual's own waits with the letter.
 */
export function ingestLetters(audit: Outbox<AuditMessage>): LetterHooks {
  return {
    onDeath: async (data, em) => void (await endFailed(audit, em, jobOf(data), ABANDONED)),
    onRedrive: (data, em) => waitAgain(em, jobOf(data)),
    async onDiscard(data, em) {
      // Housekeeping removes its file.
      if ((await latest(em, jobOf(data))) !== null)
        await new ReplacementRepository(em).remove(jobOf(data).manualId);
    },
    async explain({ data, reason, tries }, em) {
      const { workspace, manualId } = jobOf(data);
      const [manual] = await new ManualRepository(em).byIds(workspace, [manualId]);
      const replacement = await new ReplacementRepository(em).ofManual(manualId);
      if (manual === undefined) return reason;
      return letterReason({ title: manual.title, fileName: (replacement ?? manual).fileName, tries, reason });
    },
  };
}

async function waitAgain(em: UnitOfWork, job: IngestJob): Promise<void> {
  const manual = await latest(em, job);
  if (manual === null) return;
  if (manual.status === 'FAILED') await new ManualRepository(em).update(manual.id, { status: 'QUEUED' });
  await new IngestionRepository(em).update(manual.id, WAITING);
}

/** The letter's manual, locked; null when it was removed or another reading was asked for since. */
async function latest(em: UnitOfWork, { workspace, manualId, run }: IngestJob): Promise<ManualRow | null> {
  const manual = await new ManualRepository(em).lock(workspace, manualId);
  const ingestion = await new IngestionRepository(em).ofManual(manualId);
  return ingestion?.status === 'FAILED' && ingestion.run === (run ?? null) ? manual : null;
}

function jobOf(data: object): IngestJob {
  // What dies in these queues was sent to them.
  return data as IngestJob;
}
