import type { KoaContextWithOIDC } from 'oidc-provider';
import { pageHeaders } from '../pages/page.ts';
import { problemPage } from '../pages/pages.ts';

/** Answers with a page that was made. */
export function show(ctx: KoaContextWithOIDC, text: string): void {
  ctx.set(pageHeaders());
  ctx.body = text;
}

/** Shows somebody with a browser what went wrong. @param description the provider's, in lower case and without a stop */
export function showProblem(ctx: KoaContextWithOIDC, mount: string, description: string): void {
  show(
    ctx,
    problemPage(
      mount,
      'This did not work',
      `${sentence(description)} Go back to where you came from, and begin again.`,
    ),
  );
}

/** @param text begins in lower case */
export function sentence(text: string): string {
  const begun = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}
