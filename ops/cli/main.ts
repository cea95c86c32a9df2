#!/usr/bin/env node
import { runManuel } from './program.ts';

// A reader that has seen enough, such as head, closes the pipe; that is no failure.
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? 0 : 1));

process.exitCode = await runManuel(process.argv.slice(2), process);
