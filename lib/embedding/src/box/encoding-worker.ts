import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '@manuel/service';
import type { Order, Report } from './messages.ts';
import { modelFolder, readModel } from './model-files.ts';
import { NativeGate } from './native-gate.ts';
import { SentenceEncoder } from './sentence-encoder.ts';
import { type NumberedText, WaitingTexts } from './waiting-texts.ts';

// Runs as a thread: onnxruntime holds up whoever calls it until the vector is made.

const tell = (report: Report, transferred: ArrayBuffer[] = []) =>
  parentPort?.postMessage(report, transferred);

// `EncodingThread` gives every thread its gate.
const gate = new NativeGate(workerData as SharedArrayBuffer);
const files = await readModel(modelFolder());
const encoder = await gate.pass(() => SentenceEncoder.load(files));
const waiting = new WaitingTexts();
let isWorking = false;

parentPort?.on('message', (order: Order) => {
  if (order.kind === 'forget') waiting.remove(order.id);
  else waiting.add(order.id, order.text, order.urgency);
  if (!isWorking) void work();
});
tell({ kind: 'ready' });

/** Encodes until nothing waits. Orders arrive between two texts, so what is urgent waits for one text at most. */
async function work(): Promise<void> {
  isWorking = true;
  for (let next = waiting.take(); next !== undefined; next = waiting.take()) await encode(next);
  isWorking = false;
}

async function encode({ id, text }: NumberedText): Promise<void> {
  try {
    const vector = await gate.pass(() => encoder.encode(text));
    tell({ kind: 'vector', id, vector }, [vector.buffer]);
  } catch (error) {
    tell({ kind: 'failure', id, message: messageOf(error) });
  }
}
