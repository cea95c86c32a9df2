import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { Addition } from '../../../cli/addition.ts';
import { GatewayClient } from '../../../cli/gateway-client.ts';
import { ask } from '../../../cli/operations.ts';

/** The query that is measured. */
export const FOUR_SUBGRAPHS = readFileSync(join(import.meta.dirname, 'four-subgraphs.graphql'), 'utf8');

const MANUAL = join(import.meta.dirname, 'manual.md');
const TITLE = 'Brook 12';
/** Each with words that its answer must quote. */
const QUESTIONS = [
  { text: 'How many kilograms of salt does the tank hold?', quoted: 'twelve kilograms' },
  { text: 'How do I set the hardness dial?', quoted: 'hardness dial' },
  { text: 'How do I start a regeneration at once?', quoted: 'blue button for five seconds' },
  { text: 'What does code F5 mean?', quoted: 'drain hose is kinked' },
  { text: 'Which valve do I close before I go away?', quoted: 'inlet valve' },
] as const;

/** How many questions there are to be read. */
export const QUESTION_COUNT = QUESTIONS.length;

const SETTLED_DEADLINE_MS = 30_000;
const POLL_MS = 200;

/**
 * Adds a manual and asks it questions, as one caller.
 * @returns the right answer to the query that is measured
 * @throws Error when something is not answered as the manual says
 */
export async function tellStory(url: string, token: string): Promise<unknown> {
  const client = new GatewayClient(url, async () => token);
  await new Addition(client, { show: () => undefined, end: () => undefined }).add(MANUAL, { title: TITLE });
  for (const { text } of QUESTIONS) await client.run(ask({ text }));
  const end = Date.now() + SETTLED_DEADLINE_MS;
  // Costs are settled and audit entries delivered a moment after an answer.
  for (;;) {
    const data = await client.run({
      document: FOUR_SUBGRAPHS,
      variables: { first: QUESTION_COUNT },
      answer: z.unknown(),
    });
    const checked = Right.safeParse(data);
    if (checked.success) return data;
    if (Date.now() > end) throw new Error(`The story was not told right:\n${z.prettifyError(checked.error)}`);
    await sleep(POLL_MS);
  }
}

const entry = (action: string) =>
  z.object({
    action: z.literal(action),
    outcome: z.literal('DONE'),
    actor: z.object({ id: z.literal('ada') }),
  });
const passage = z.object({
  manual: z.object({
    title: z.literal(TITLE),
    auditTrail: z.tuple([entry('manual.ingest'), entry('manual.add')]),
  }),
});
const node = ({ text, quoted }: (typeof QUESTIONS)[number]) =>
  z.object({
    node: z.object({
      text: z.literal(text),
      askedBy: z.object({
        id: z.literal('ada'),
        usage: z.object({ today: z.object({ used: z.literal(QUESTION_COUNT) }) }),
      }),
      cost: z.object({ questions: z.literal(1) }),
      answer: z.object({
        text: z.string().includes(quoted),
        citations: z.array(z.object({ quote: z.string().min(1), passage })).min(1),
      }),
    }),
  });
const [first, second, third, fourth, fifth] = QUESTIONS;
/** What the measured query must tell, newest first. */
const Right = z.object({
  questions: z.object({
    edges: z.tuple([node(fifth), node(fourth), node(third), node(second), node(first)]),
  }),
});
