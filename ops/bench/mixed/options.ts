import { parseArgs } from 'node:util';

/** What is run, and how long. */
export interface Options {
  /** Length of the load. */
  readonly seconds: number;
  /** Users who each wait for an answer before they ask again. */
  readonly clients: number;
  /** Whether each subgraph is replaced while the load runs. */
  readonly restart: boolean;
}

const usage = 'npm run bench -- mixed [--seconds S] [--clients N] [--restart]';

/** @throws Error that says what is wrong and what is allowed */
export function readOptions(words: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      seconds: { type: 'string', default: '60' },
      clients: { type: 'string', default: '24' },
      restart: { type: 'boolean', default: false },
    },
  });
  // Every benchmark takes a data folder; this one reads nothing of it.
  if (positionals.length > 1) throw new Error(`Too many arguments: ${usage}`);
  return {
    seconds: numberOf('--seconds', values.seconds),
    clients: numberOf('--clients', values.clients),
    restart: values.restart,
  };
}

function numberOf(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${option} expects a whole number from 1.`);
  return value;
}
