export { BoxEmbedder } from './box/box-embedder.ts';
export type { Embedder, Urgency } from './embedder.ts';
