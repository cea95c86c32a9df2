export { type AuditOptions, startAudit } from './server.ts';
