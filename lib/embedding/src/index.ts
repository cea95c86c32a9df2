export { BoxEmbedder } from './box/box-embedder.ts';
export type { Embedder, TextReader, TextReading, Urgency } from './embedder.ts';
export type { Endpoint } from './endpoint/endpoint-call.ts';
export { EndpointEmbedder } from './endpoint/endpoint-embedder.ts';
export { type OpenEmbedders, openEmbedders } from './open-embedders.ts';
export { embeddingSettings, endpointOf } from './settings.ts';
