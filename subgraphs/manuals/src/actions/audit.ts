import { type AuditMessage, auditMessage } from '@manuel/audit/client';
import type { RequestContext } from '@manuel/subgraph';

/** The entry of something that this request did. @param target such as manual:018f… */
export function auditDone({ origin }: RequestContext, action: string, target: string): AuditMessage {
  return auditMessage({
    caller: origin.caller,
    requestId: origin.requestId,
    action,
    target,
    outcome: 'DONE',
  });
}

/** The entry of something that this request asked for and did not get. */
export function auditRefused({ origin }: RequestContext, action: string, code: string): AuditMessage {
  return auditMessage({
    caller: origin.caller,
    requestId: origin.requestId,
    action,
    outcome: 'REFUSED',
    code,
  });
}
