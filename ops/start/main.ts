import { runUntilSignal } from '@manuel/service';
import { BootProgress, banner } from './banner.ts';
import { readConfig } from './config.ts';
import { startInOneProcess } from './one-process.ts';

await runUntilSignal(async () => {
  const progress = new BootProgress(process.stdout);
  const installation = await startInOneProcess(readConfig(), (step) => progress.begin(step));
  progress.end();
  process.stdout.write(banner(installation));
  return {
    async stop() {
      process.stdout.write('\nStopping…\n');
      await installation.stop();
      process.stdout.write(`Stopped. All data stays in ${installation.dataFolder}.\n`);
    },
  };
});
