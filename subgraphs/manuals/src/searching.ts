// What measures searching at scale: indexes that are built, saved and loaded again from a database of one's choice.
export { type ContentVectors, quantize, vectorsOf } from './search/content-vectors.ts';
export { type Embeddable, embedContents } from './search/embed-contents.ts';
export { Embedders } from './search/embedders.ts';
export { KeywordScores } from './search/keyword-scores.ts';
export { ManualIndexer, saveSegment } from './search/manual-indexer.ts';
export { nearestPassages } from './search/nearest-passages.ts';
export type { SearchQuestion } from './search/rank-passages.ts';
export { SearchLibrary } from './search/search-library.ts';
export { searchSegments } from './search/search-segments.ts';
export type { Segment } from './search/segment.ts';
export type { Encoding } from './search/segment-arrays.ts';
export { buildSegment, type SegmentPassage } from './search/segment-builder.ts';
