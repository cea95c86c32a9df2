import { InvalidInput, isId, NotFound } from '@manuel/service';
import { removeUnneeded } from '../files/housekeeping.ts';
import { detectMediaType, type MediaType } from '../ingestion/media-type.ts';
import { UploadRepository, type UploadRow } from '../repositories/upload-repository.ts';
import type { ManualsServices } from '../services.ts';

const HEAD_BYTES = 64 * 1024;

/** A file that has arrived and can be read. */
export interface StoredUpload {
  readonly upload: UploadRow;
  readonly mediaType: MediaType;
}

/**
 * The upload whose bytes have arrived. A file that is not what its name says is given up, with its upload.
 * @throws NotFound when there is no such upload, InvalidInput when it has not arrived or cannot be read
 */
export async function storedUpload(
  services: ManualsServices,
  workspace: string,
  id: string,
): Promise<StoredUpload> {
  const { database, files } = services;
  const upload = isId(id) ? await new UploadRepository(database.fork()).byId(id) : null;
  if (upload === null || upload.workspace !== workspace) {
    throw new NotFound('There is no such upload: it was used or is over. Ask requestUpload for a new one.');
  }
  if (upload.state === 'REQUESTED') {
    throw new InvalidInput('input.uploadId', "The file has not arrived: PUT it to the ticket's url first.");
  }
  const head = await files.head(workspace, upload.sha256, HEAD_BYTES);
  const verdict = await detectMediaType(upload.fileName, head);
  if (verdict.ok) return { upload, mediaType: verdict.mediaType };
  await new UploadRepository(database.fork()).take(workspace, id);
  await removeUnneeded(database, files, workspace, [upload.sha256]);
  throw new InvalidInput('input.uploadId', verdict.message);
}
