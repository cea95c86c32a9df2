export { Durations, type DurationsOptions, REQUEST_BOUNDS_SECONDS } from './durations.ts';
export { type Meter, Metrics } from './metrics.ts';
export { addMetricsRoute } from './metrics-route.ts';
export { measureRequests } from './request-metrics.ts';
export { ScrapeToken } from './scrape-token.ts';
