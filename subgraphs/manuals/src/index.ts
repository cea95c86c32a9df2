export { type ManualsOptions, startManuals } from './server.ts';
