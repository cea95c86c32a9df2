import type { Urgency } from '../embedder.ts';

/** What a thread that encodes is told. A text that waits already is moved when it has become interactive. */
export type Order =
  | { readonly kind: 'encode'; readonly id: number; readonly text: string; readonly urgency: Urgency }
  | { readonly kind: 'forget'; readonly id: number };

/** What it tells. */
export type Report =
  /** It has loaded, and takes orders. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'vector'; readonly id: number; readonly vector: Float32Array<ArrayBuffer> }
  /** This text cannot be encoded; others can. */
  | { readonly kind: 'failure'; readonly id: number; readonly message: string };
