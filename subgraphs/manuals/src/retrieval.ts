// What measures the retrieval by itself: from a file's bytes to ranked passages, without a database.
export { type ExtractedPassage, extractDocument } from './ingestion/extract.ts';
export { vectorsOf } from './search/content-vectors.ts';
export { type Embeddable, embedContents } from './search/embed-contents.ts';
export { Embedders } from './search/embedders.ts';
export { KeywordScores } from './search/keyword-scores.ts';
export { namedManuals } from './search/named-manuals.ts';
export { nearestPassages } from './search/nearest-passages.ts';
export { type RankedPassage, rankPassages, type SearchQuestion, WEIGHTS } from './search/rank-passages.ts';
export { type FoundPassage, searchSegments } from './search/search-segments.ts';
export type { Segment } from './search/segment.ts';
export { buildSegment } from './search/segment-builder.ts';
