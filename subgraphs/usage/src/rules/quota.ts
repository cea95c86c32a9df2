/** Questions that one user may ask, counted in UTC. */
export interface QuotaLimits {
  readonly perDay: number;
  readonly perMonth: number;
}

/** The periods that a question counts in. */
export type PeriodKind = 'today' | 'month';

export interface Period {
  readonly kind: PeriodKind;
  /** Names the period in counters: 2026-11-20 or 2026-11. */
  readonly key: string;
  readonly limit: number;
  /** When the next one begins. */
  readonly resetsAt: Date;
}

/** The day and the month of an instant, in the order in which their counters are locked. */
export function periodsAt(now: Date, limits: QuotaLimits): readonly [Period, Period] {
  const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
  const iso = now.toISOString();
  return [
    {
      kind: 'today',
      key: iso.slice(0, 10),
      limit: limits.perDay,
      resetsAt: new Date(Date.UTC(year, month, day + 1)),
    },
    {
      kind: 'month',
      key: iso.slice(0, 7),
      limit: limits.perMonth,
      resetsAt: new Date(Date.UTC(year, month + 1, 1)),
    },
  ];
}
