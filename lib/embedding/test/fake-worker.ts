import { parentPort } from 'node:worker_threads';
import type { Order, Report } from '../src/box/messages.ts';

// A thread that does with a text what the text says.

const readingOf = (text: string) => ({
  vector: Float32Array.of(text.length),
  words: [],
  rarities: [],
  wordVectors: new Float32Array(),
});
const tell = (report: Report) => parentPort?.postMessage(report);

parentPort?.on('message', (order: Order) => {
  if (order.kind === 'forget' || order.text === 'say nothing') return;
  const { id, text } = order;
  if (text === 'throw') throw new Error('It threw.');
  if (text === 'exit') process.exit(3);
  if (text === 'fail') tell({ kind: 'failure', id, message: 'It failed.' });
  else tell({ kind: 'reading', id, reading: readingOf(text) });
});
tell({ kind: 'ready' });
