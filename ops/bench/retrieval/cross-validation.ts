import { type RankedPassage, WEIGHTS } from '@manuel/manuals/retrieval';
import type { CorpusPassage } from './corpus.ts';
import { figuresOf, type Rank, type StyledFigures } from './figures.ts';
import { rankOf } from './finder.ts';
import type { OurSearch } from './our-search.ts';
import type { Question } from './questions.ts';

type Weights = Readonly<Record<keyof typeof WEIGHTS, number>>;

/** What the weights are chosen from; one of them can be 1, as only their proportions count. */
const CHOICE: readonly Weights[] = [0, 0.15, 0.3, 0.6, 1].flatMap((keywords) =>
  [0, 0.1, 0.2, 0.4, 0.8].map((meaning) => ({ words: 1, keywords, meaning })),
);

/**
 * How well pages are found when each manual's questions are ranked by the weights that suit the other manuals best, by
 * the mean of 1 / place. Were the weights in use only good for the questions that they were chosen with, this would be
 * clearly worse.
 * @param alone whether each question is asked of its own manual only
 */
export async function crossValidated(
  search: OurSearch,
  passages: ReadonlyMap<string, CorpusPassage>,
  questions: readonly Question[],
  alone: boolean,
): Promise<StyledFigures> {
  const asked = await Promise.all(
    questions.map(async (question) => ({
      question,
      candidates: await search.candidates(question.text, alone ? question.manual : undefined),
    })),
  );
  const ranksBy = async (weights: Weights, own: typeof asked): Promise<Rank[]> => {
    const ranks: Rank[] = [];
    for (const { question, candidates } of own) {
      const finder = { find: async () => ordered(candidates, weights) };
      ranks.push({ style: question.style, rank: await rankOf(finder, passages, question) });
    }
    return ranks;
  };
  const ranks: Rank[] = [];
  for (const manual of new Set(questions.map((question) => question.manual))) {
    const others = asked.filter(({ question }) => question.manual !== manual);
    const own = asked.filter(({ question }) => question.manual === manual);
    ranks.push(...(await ranksBy(await bestOf((weights) => ranksBy(weights, others)), own)));
  }
  return figuresOf(ranks);
}

async function bestOf(ranksBy: (weights: Weights) => Promise<Rank[]>): Promise<Weights> {
  let best: { readonly weights: Weights; readonly mrr: number } = { weights: WEIGHTS, mrr: -1 };
  for (const weights of CHOICE) {
    const { mrr } = figuresOf(await ranksBy(weights));
    if (mrr > best.mrr) best = { weights, mrr };
  }
  return best.weights;
}

function ordered(candidates: readonly RankedPassage[], weights: Weights): string[] {
  return candidates
    .map((one) => ({ one, score: scoreOf(one, weights) }))
    .sort((a, b) => b.score - a.score)
    .map(({ one: { segment, passage } }) => segment.passageId(passage));
}

function scoreOf({ words, keywords, meaning }: RankedPassage, weights: Weights): number {
  const mean = words.reduce((sum, { similarity }) => sum + similarity, 0) / Math.max(1, words.length);
  return weights.words * mean + weights.keywords * keywords + weights.meaning * (meaning ?? 0);
}
