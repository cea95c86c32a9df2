/** What one check found. */
export interface Finding {
  readonly verdict: 'ok' | 'warning' | 'failed';
  readonly name: string;
  /** What is, and when that is not well, what would be right. */
  readonly detail: string;
}

/** All is well. */
export function ok(name: string, detail: string): Finding {
  return { verdict: 'ok', name, detail };
}

/** Works, but somebody should know. */
export function warning(name: string, detail: string): Finding {
  return { verdict: 'warning', name, detail };
}

/** Does not work before somebody does something. */
export function failed(name: string, detail: string): Finding {
  return { verdict: 'failed', name, detail };
}
