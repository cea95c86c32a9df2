import { constants } from 'node:fs';
import { access, readdir, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { messageOf } from '@manuel/service';
import { type Finding, failed, ok, warning } from './finding.ts';

const BYTES_PER_GIBIBYTE = 2 ** 30;
const LOW_GIBIBYTES = 2;
const TOO_LOW_GIBIBYTES = 0.25;

/** Whether the data folder, or the nearest folder that exists above it, can be written. */
export async function checkWritable(dataFolder: string): Promise<Finding> {
  const name = 'data folder';
  const folder = await nearestExisting(dataFolder);
  try {
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return ok(name, folder === dataFolder ? dataFolder : `${dataFolder} will be made by npm start`);
  } catch {
    return failed(
      name,
      `${folder} cannot be written: change its owner, or set MANUEL_DATA_DIR to another folder`,
    );
  }
}

/** Whether the disk under the data folder has room. */
export async function checkDisk(dataFolder: string): Promise<Finding> {
  const name = 'disk';
  try {
    const { bavail, bsize } = await statfs(await nearestExisting(dataFolder));
    const gibibytes = (bavail * bsize) / BYTES_PER_GIBIBYTE;
    const detail = `${gibibytes.toFixed(1)} GiB free`;
    if (gibibytes < TOO_LOW_GIBIBYTES)
      return failed(name, `${detail}: Postgres needs more; ${LOW_GIBIBYTES} are plenty`);
    if (gibibytes < LOW_GIBIBYTES)
      return warning(name, `${detail}: make room, or set MANUEL_DATA_DIR to another disk`);
    return ok(name, detail);
  } catch (error) {
    return warning(name, `its free space cannot be told (${messageOf(error)})`);
  }
}

/** Whether secrets can be read by their owner alone. */
export async function checkSecrets(dataFolder: string): Promise<Finding> {
  const name = 'secrets';
  const folder = join(dataFolder, 'secrets');
  // Windows has no owner bits.
  if (process.platform === 'win32') return ok(name, 'protected by the access list of their folder');
  try {
    const paths = [folder, ...(await readdir(folder)).map((file) => join(folder, file))];
    const modes = await Promise.all(paths.map(async (path) => ({ path, mode: (await stat(path)).mode })));
    const open = modes.filter(({ mode }) => (mode & 0o077) !== 0).map(({ path }) => path);
    if (open.length === 0) return ok(name, `${paths.length - 1} files, for their owner alone`);
    return failed(name, `others may read ${open.join(', ')}: run chmod -R go= ${folder}`);
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return missing
      ? ok(name, 'none yet; npm start makes them')
      : failed(name, `${folder} cannot be read (${messageOf(error)}): run as the user who runs npm start`);
  }
}

async function nearestExisting(folder: string): Promise<string> {
  try {
    await stat(folder);
    return folder;
  } catch {
    return dirname(folder) === folder ? folder : nearestExisting(dirname(folder));
  }
}
