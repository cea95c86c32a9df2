import { runUntilSignal } from '@manuel/service';
import { BootProgress, banner } from './banner.ts';
import { type Config, readConfig } from './config.ts';
import type { Installation, Progress } from './installation.ts';

/** Starts an installation in front of a person: progress, a banner, and a word when it stops. */
export function runInstallation(
  start: (config: Config, progress: Progress) => Promise<Installation>,
): Promise<void> {
  return runUntilSignal(async () => {
    const progress = new BootProgress(process.stdout);
    const installation = await start(readConfig(), (step) => progress.begin(step));
    progress.end();
    process.stdout.write(banner(installation));
    return {
      ...installation,
      async stop() {
        process.stdout.write('\nStopping …\n');
        await installation.stop();
        process.stdout.write(`Stopped. The data stays in ${installation.dataFolder}.\n`);
      },
    };
  });
}
