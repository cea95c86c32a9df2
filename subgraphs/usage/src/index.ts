export { startUsage, type UsageOptions } from './server.ts';
