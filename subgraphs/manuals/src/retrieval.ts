// What measures the retrieval by itself: from a file's bytes to ranked passages, without a database.
export { type ExtractedPassage, extractDocument } from './ingestion/extract.ts';
export { type Hit, searchSegments } from './search/bm25.ts';
export type { Segment } from './search/segment.ts';
export { buildSegment } from './search/segment-builder.ts';
