// What measures searching at scale: indexes that are built, saved and loaded again from a database of one's choice.
export { searchSegments } from './search/bm25.ts';
export { type ContentVectors, quantize } from './search/content-vectors.ts';
export { Embedders } from './search/embedders.ts';
export { ManualIndexer, saveSegment } from './search/manual-indexer.ts';
export { SearchLibrary } from './search/search-library.ts';
export type { Segment } from './search/segment.ts';
export { buildSegment, type SegmentPassage } from './search/segment-builder.ts';
export { similarPassages } from './search/similar-passages.ts';
export { LONG_WINDOWS, SHORT_WINDOWS, WINDOWS, windowsOf } from './search/windows.ts';
