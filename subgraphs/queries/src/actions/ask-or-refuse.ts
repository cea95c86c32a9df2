import { auditMessage } from '@manuel/audit/client';
import { InvalidInput } from '@manuel/service';
import type { QueriesContext } from '../context.ts';
import type { QuestionRow } from '../repositories/question-repository.ts';
import type { AskInput } from '../rules/ask.ts';
import { ask } from './ask.ts';

/** What `ask` answers in the contract's words. */
type AskAnswer =
  | ({ __typename: 'Question' } & QuestionRow)
  | { __typename: 'InvalidInput'; code: string; message: string; path: string }
  | { __typename: 'QuotaExceeded'; code: string; message: string; limit: number; resetsAt: Date };

/** Answers a question; its expected failures are answers too, and each of them leaves an audit entry. */
export async function askOrRefuse(context: QueriesContext, input: AskInput): Promise<AskAnswer> {
  try {
    const asked = await ask(context.services, context, input);
    if (asked.ok) return { __typename: 'Question', ...asked.question };
    await auditRefusal(context, 'QUOTA_EXCEEDED');
    const { period, limit, resetsAt } = asked.refused;
    const message = `You have asked ${limit} questions ${period === 'today' ? 'today' : 'this month'}, which is the limit; ask again from ${resetsAt.toISOString()}.`;
    return { __typename: 'QuotaExceeded', code: 'QUOTA_EXCEEDED', message, limit, resetsAt };
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    await auditRefusal(context, error.code);
    return { __typename: 'InvalidInput', code: error.code, message: error.message, path: error.path };
  }
}

async function auditRefusal({ services, origin }: QueriesContext, code: string): Promise<void> {
  const { caller, requestId } = origin;
  await services.audit.add([
    auditMessage({ caller, requestId, action: 'question.ask', outcome: 'REFUSED', code }),
  ]);
}
