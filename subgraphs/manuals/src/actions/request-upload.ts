import { newId } from '@manuel/service';
import { callerOf, type RequestContext } from '@manuel/subgraph';
import { UploadRepository } from '../repositories/upload-repository.ts';
import { type AnnouncedFile, checkAnnouncement } from '../rules/upload.ts';
import type { UploadTicket } from '../schema.generated.ts';
import type { ManualsServices } from '../services.ts';
import { auditDone } from './audit.ts';

/** Opens a place for one announced file. @throws InvalidInput when such a file is not taken */
export async function requestUpload(
  services: ManualsServices,
  request: RequestContext,
  input: AnnouncedFile,
): Promise<UploadTicket> {
  const file = checkAnnouncement(input, services.limits.largestFileBytes);
  const { id: userId, workspace } = callerOf(request);
  const id = newId();
  const expiresAt = new Date(Date.now() + services.limits.ticketSeconds * 1000);
  await services.database.retriedTransaction(async (em) => {
    await new UploadRepository(em).add({ id, workspace, userId, ...file, state: 'REQUESTED', expiresAt });
    await services.audit.add([auditDone(request, 'upload.request', `upload:${id}`)], em);
  });
  return {
    uploadId: id,
    url: services.tickets.urlOf(id, expiresAt),
    method: 'PUT',
    headers: [{ name: 'content-type', value: 'application/octet-stream' }],
    expiresAt,
  };
}
