import { accessSync, constants, mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { messageOf, StartFailure } from './errors.ts';

/**
 * Makes the folder that holds everything a process keeps on disk.
 * @returns its absolute path
 * @throws StartFailure when it cannot be made or written
 */
export function openDataFolder(path: string): string {
  const folder = resolve(path);
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new StartFailure(
      `Cannot write to the data folder ${folder} (${messageOf(cause)}). Set MANUEL_DATA_DIR to a folder that you may write.`,
      { cause },
    );
  }
  return folder;
}
