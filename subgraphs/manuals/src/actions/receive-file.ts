import type { Readable } from 'node:stream';
import { isId, NotFound } from '@manuel/service';
import { removeUnneeded } from '../files/housekeeping.ts';
import { UploadRepository } from '../repositories/upload-repository.ts';
import type { ManualsServices } from '../services.ts';

/**
 * Takes the bytes of one upload; sending the same again changes nothing.
 * @throws NotFound when there is no such upload any more, InvalidInput when other bytes arrive
 */
export async function receiveFile(
  services: ManualsServices,
  uploadId: string,
  body: Readable,
): Promise<void> {
  const uploads = new UploadRepository(services.database.fork());
  const upload = isId(uploadId) ? await uploads.byId(uploadId) : null;
  if (upload === null)
    throw new NotFound('There is no such upload: it was used or is over. Ask requestUpload for a new one.');
  await services.files.keep(upload.workspace, body, upload);
  if (await uploads.markStored(uploadId)) return;
  // The upload ran out while its bytes arrived.
  await removeUnneeded(services.database, services.files, upload.workspace, [upload.sha256]);
  throw new NotFound('The upload ran out meanwhile: ask requestUpload for a new one.');
}
