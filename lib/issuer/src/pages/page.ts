import { Html, html } from './html.ts';

/** Where the pages' style lies, below the issuer's own path. */
export const STYLE_PATH = '/style.css';

/**
 * The headers of a page: it runs no script, loads nothing but its style, and stands in no frame.
 * @param formTargets origins to which what is sent may lead on, beside the page's own
 */
export function pageHeaders(formTargets: readonly string[] = []): Record<string, string> {
  const formAction = ["'self'", ...formTargets].join(' ');
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `default-src 'none'; style-src 'self'; img-src 'self'; form-action ${formAction}; base-uri 'none'; frame-ancestors 'none'`,
    'cache-control': 'no-store',
    // With less, browsers would call the origin of the page's own form null.
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  };
}

/** A whole page. @param mount the issuer's path */
export function page(mount: string, title: string, content: Html): string {
  const { text } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} – Manuel</title>
<link rel="stylesheet" href="${mount}${STYLE_PATH}">
</head>
<body>
<main>
<p class="brand">Manuel</p>
<h1>${title}</h1>
${content}
</main>
</body>
</html>
`;
  return text;
}

/** A sentence that says what went wrong, which screen readers tell at once; nothing when there is none. */
export function alert(message: string | undefined): Html {
  return message === undefined ? new Html('') : html`<p class="alert" role="alert">${message}</p>`;
}
