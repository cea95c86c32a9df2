import { meanOf } from './figures.ts';
import type { OurSearch } from './our-search.ts';
import type { Question, Unanswerable } from './questions.ts';

/** Shares of questions that are refused, from 0 to 1. */
export interface RefusalFigures {
  /** Of questions that the manuals answer, in all and by style: 0 would be right. */
  readonly answerable: number;
  readonly byStyle: Readonly<Record<string, number>>;
  /** Likewise, of each question asked of its manual alone. */
  readonly alone: number;
  /** Of questions that they do not answer, by kind: 1 would be right. */
  readonly byKind: Readonly<Record<string, number>>;
  /** What the border could be, and what it would refuse; the one in use is 0.5. */
  readonly curve: readonly RefusalPoint[];
}

/** What is refused below a confidence. */
export interface RefusalPoint {
  readonly below: number;
  readonly answerable: number;
  readonly byKind: Readonly<Record<string, number>>;
}

const BORDERS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

interface Asked {
  readonly group: string;
  readonly confidence: number;
  readonly refused: number;
}

/** What is refused of questions that are answered in the manuals, and of others. */
export async function measureRefusal(
  search: OurSearch,
  answerable: readonly Question[],
  unanswerable: readonly Unanswerable[],
): Promise<RefusalFigures> {
  const ask = async (text: string, group: string, manual?: string): Promise<Asked> => {
    const { confidence, answers } = await search.confidence(text, manual);
    return { group, confidence, refused: Number(!answers) };
  };
  const pooled = await Promise.all(answerable.map(({ text, style }) => ask(text, style)));
  const alone = await Promise.all(answerable.map(({ text, style, manual }) => ask(text, style, manual)));
  const others = await Promise.all(unanswerable.map(({ text, kind }) => ask(text, kind)));
  return {
    answerable: meanOf(pooled.map(({ refused }) => refused)),
    byStyle: byGroup(pooled, ({ refused }) => refused),
    alone: meanOf(alone.map(({ refused }) => refused)),
    byKind: byGroup(others, ({ refused }) => refused),
    curve: BORDERS.map((below) => {
      const isBelow = ({ confidence }: Asked) => Number(confidence < below);
      return { below, answerable: meanOf(pooled.map(isBelow)), byKind: byGroup(others, isBelow) };
    }),
  };
}

function byGroup(asked: readonly Asked[], worth: (one: Asked) => number): Record<string, number> {
  const groups = Map.groupBy(asked, ({ group }) => group);
  return Object.fromEntries(Array.from(groups, ([group, own]) => [group, meanOf(own.map(worth))]));
}
