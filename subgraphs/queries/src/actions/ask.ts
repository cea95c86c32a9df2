import { type AuditEvent, auditMessage } from '@manuel/audit/client';
import type { UnitOfWork } from '@manuel/database';
import { InvalidInput, ServiceError } from '@manuel/service';
import { callerOf, type RequestContext } from '@manuel/subgraph';
import type { QuotaDecision, QuotaSettlement } from '@manuel/usage/client';
import { type AnswerPassage, answerFromPassages, type DraftAnswer } from '../answering/extractive.ts';
import {
  type CitationRow,
  QuestionRepository,
  type QuestionRow,
} from '../repositories/question-repository.ts';
import { type AskInput, type CheckedQuestion, checkQuestion } from '../rules/ask.ts';
import type { QueriesServices, SettlementMessage } from '../services.ts';

/** Passages that an answer is made from. */
const CONSIDERED_PASSAGES = 12;

export type Asked =
  | { readonly ok: true; readonly question: QuestionRow }
  | { readonly ok: false; readonly refused: Extract<QuotaDecision, { __typename: 'QuotaRefused' }> };

/**
 * Answers a question and charges it once. The quota is taken before anything is looked up; question, answer,
 * audit entry and the charge's settlement are then written in one transaction. A process that dies in between
 * leaves only a taken charge, which its lease gives back. Who leaves before that transaction is not answered and not
 * charged; once it has begun, it is carried through.
 * @throws InvalidInput, the signal's reason, or Unavailable when the manuals or the usage subgraph is away
 */
export async function ask(
  services: QueriesServices,
  request: RequestContext,
  input: AskInput,
): Promise<Asked> {
  const caller = callerOf(request);
  const asked = checkQuestion(caller, input);
  const known = asked.isRepeatable
    ? await knownQuestion(services.database.fork(request.signal), request, asked)
    : null;
  if (known !== null) return { ok: true, question: known };
  try {
    // Waited for in any case: a charge that is on its way could not be given back.
    const decision = await services.usage.take(asked.id, caller.id, request.origin);
    if (decision.__typename === 'QuotaRefused') return { ok: false, refused: decision };
    const start = performance.now();
    const passages = await findPassages(services, request, asked);
    const answer = answerFromPassages(asked.text, passages);
    request.signal?.throwIfAborted();
    return { ok: true, question: await write(services, request, asked, answer, performance.now() - start) };
  } catch (error) {
    // A key that was used at this moment for another question: that one is answered and keeps the charge.
    if (!(error instanceof InvalidInput)) await giveBack(services, request, asked.id, error);
    throw error;
  }
}

/** What was asked with the same idempotency key; the answer then was charged then. */
async function knownQuestion(
  em: UnitOfWork,
  request: RequestContext,
  asked: CheckedQuestion,
): Promise<QuestionRow | null> {
  const { workspace } = callerOf(request);
  const [known] = await new QuestionRepository(em).byIds(workspace, [asked.id]);
  if (known === undefined) return null;
  if (known.inputDigest === asked.inputDigest) return known;
  throw new InvalidInput('input.idempotencyKey', 'This key was used for another question: take a new one.');
}

async function findPassages(
  { manuals }: QueriesServices,
  { origin, signal }: RequestContext,
  asked: CheckedQuestion,
): Promise<AnswerPassage[]> {
  const { text, manualIds, product } = asked;
  const search = { text, manualIds, product, first: CONSIDERED_PASSAGES };
  const hits = await manuals.search(search, { ...origin, signal });
  return hits.map(({ score, confidence, why, passage: { id, page, heading, text: words, manual } }) => ({
    ...{
      passageId: id,
      manualId: manual.id,
      language: manual.language,
      page,
      heading,
      text: words,
      score,
      confidence,
      threshold: why.threshold,
    },
  }));
}

async function write(
  services: QueriesServices,
  request: RequestContext,
  asked: CheckedQuestion,
  answer: DraftAnswer,
  computeMilliseconds: number,
): Promise<QuestionRow> {
  const caller = callerOf(request);
  const { id, text, inputDigest } = asked;
  const { text: answerText, found, confidence, engine } = answer;
  const question: QuestionRow = {
    ...{ id, workspace: caller.workspace, userId: caller.id, text, askedAt: new Date(), inputDigest },
    ...{ answerText, found, confidence, engine },
  };
  const written = await services.database.retriedTransaction(async (em) => {
    if (!(await new QuestionRepository(em).add(question, citationRows(question, answer)))) return false;
    const settlement = {
      chargeId: id,
      userId: caller.id,
      outcome: 'KEEP',
      computeMilliseconds,
      amountUsd: 0,
    } as const;
    await services.settlements.add([settlementMessage(request, settlement)], em);
    await services.audit.add([entry(request, 'DONE', `question:${id}`)], em);
    return true;
  });
  // The same key was asked at the same moment and answered first: that answer counts.
  return written ? question : ((await knownQuestion(services.database.fork(), request, asked)) ?? question);
}

/** The question was not answered, so it is not charged. */
async function giveBack(
  services: QueriesServices,
  request: RequestContext,
  id: string,
  error: unknown,
): Promise<void> {
  const caller = callerOf(request);
  const settlement = {
    chargeId: id,
    userId: caller.id,
    outcome: 'RETURN',
    computeMilliseconds: 0,
    amountUsd: 0,
  } as const;
  try {
    await services.settlements.add([settlementMessage(request, settlement)]);
    const code = error instanceof ServiceError ? error.code : 'INTERNAL_SERVER_ERROR';
    await services.audit.add([{ ...entry(request, 'FAILED', `question:${id}`), code }]);
  } catch (failure) {
    services.log.warn({ err: failure }, 'a charge is given back by its lease');
  }
}

function settlementMessage(request: RequestContext, settlement: QuotaSettlement): SettlementMessage {
  const caller = callerOf(request);
  return { workspace: caller.workspace, settlement, caller, requestId: request.origin.requestId };
}

function citationRows({ id: questionId, workspace }: QuestionRow, { citations }: DraftAnswer): CitationRow[] {
  return citations.map(({ passageId, page, quote }, index) => ({
    ...{ questionId, workspace },
    number: index + 1,
    passageId,
    page,
    quote,
  }));
}

function entry({ origin }: RequestContext, outcome: AuditEvent['outcome'], target: string) {
  return auditMessage({
    caller: origin.caller,
    requestId: origin.requestId,
    action: 'question.ask',
    outcome,
    target,
  });
}
