import { startFiveProcesses } from './five-processes.ts';
import { runInstallation } from './run.ts';

await runInstallation((config, progress) => startFiveProcesses(config, progress, process.stderr));
