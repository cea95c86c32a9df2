import type { Database } from '@manuel/database';
import type { Logger } from '@manuel/service';
import { UploadRepository } from '../repositories/upload-repository.ts';
import type { FileStore } from './file-store.ts';

const INTERVAL_MS = 10 * 60 * 1000;

/** Removes files that no manual, no replacement and no upload needs any more. */
export async function removeUnneeded(
  database: Database,
  files: FileStore,
  workspace: string,
  digests: readonly string[],
): Promise<void> {
  if (digests.length === 0) return;
  const needed = await new UploadRepository(database.fork()).needed(workspace, digests);
  for (const digest of digests) if (!needed.has(digest)) await files.remove(workspace, digest);
}

/** Forgets unused uploads, and removes what they and killed processes left on disk. */
export async function sweepFiles(database: Database, files: FileStore): Promise<void> {
  await new UploadRepository(database.fork()).removeExpired(new Date());
  await files.removeAbandonedDrafts();
  for await (const { workspace, digests } of files.list())
    await removeUnneeded(database, files, workspace, digests);
}

/** Sweeps now and then. @returns what ends it, when a sweep that runs has ended */
export function keepSwept(database: Database, files: FileStore, log: Logger): () => Promise<void> {
  let sweeping: Promise<void> = Promise.resolve();
  const sweep = () => {
    sweeping = sweepFiles(database, files).catch((error: unknown) =>
      log.warn({ err: error }, 'the files will be swept later'),
    );
  };
  const timer = setInterval(sweep, INTERVAL_MS);
  sweep();
  return () => {
    clearInterval(timer);
    return sweeping;
  };
}
