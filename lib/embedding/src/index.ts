export { BoxEmbedder } from './box/box-embedder.ts';
export type { Embedder, Urgency } from './embedder.ts';
export { Embeddings, type ModelVectors } from './embeddings.ts';
export type { Endpoint } from './endpoint/endpoint-call.ts';
export { EndpointEmbedder } from './endpoint/endpoint-embedder.ts';
export { type OpenEmbeddings, openEmbeddings } from './open-embeddings.ts';
export { embeddingSettings, endpointOf } from './settings.ts';
