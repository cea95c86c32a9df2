/** How often a page that answers was at the top; shares from 0 to 1. */
export interface Figures {
  readonly questions: number;
  /** First. */
  readonly hit1: number;
  /** Among the first five. */
  readonly hit5: number;
  /** Mean of 1 / place, or of 0 where it is not among the first ten. */
  readonly mrr: number;
}

/** Figures in all and by style of question. */
export interface StyledFigures extends Figures {
  readonly byStyle: Readonly<Record<string, Figures>>;
}

/** A question's style and the place of the first page that answers it, from 0. */
export interface Rank {
  readonly style: string;
  readonly rank: number;
}

export function figuresOf(ranks: readonly Rank[]): StyledFigures {
  const styles = [...new Set(ranks.map(({ style }) => style))];
  const byStyle = styles.map((style) => [style, count(ranks.filter((one) => one.style === style))] as const);
  return { ...count(ranks), byStyle: Object.fromEntries(byStyle) };
}

function count(ranks: readonly Rank[]): Figures {
  const mean = (worth: (rank: number) => number) => meanOf(ranks.map(({ rank }) => worth(rank)));
  return {
    questions: ranks.length,
    hit1: mean((rank) => Number(rank === 0)),
    hit5: mean((rank) => Number(rank < 5)),
    mrr: mean((rank) => (rank < 10 ? 1 / (rank + 1) : 0)),
  };
}

/** The mean of numbers to three places; 0 of none. */
export function meanOf(numbers: readonly number[]): number {
  const sum = numbers.reduce((total, number) => total + number, 0);
  return Math.round((1000 * sum) / Math.max(1, numbers.length)) / 1000;
}
