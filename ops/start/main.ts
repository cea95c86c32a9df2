import { startInOneProcess } from './one-process.ts';
import { runInstallation } from './run.ts';

await runInstallation(startInOneProcess);
