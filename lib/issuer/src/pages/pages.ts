import { readFileSync } from 'node:fs';
import { Html, html } from './html.ts';
import { alert, page } from './page.ts';

/** How all pages look. */
export const STYLE = readFileSync(new URL('./style.css', import.meta.url), 'utf8');

/** Where somebody goes on typing. */
const AUTOFOCUS = new Html(' autofocus');
const NOTHING = new Html('');

export interface SignInView {
  readonly mount: string;
  /** What the person signs in to. */
  readonly client: string;
  /** What was typed before, to be mended. */
  readonly name?: string;
  readonly problem?: string;
}

/** Asks for name and password. */
export function signInPage({ mount, client, name = '', problem }: SignInView): string {
  return page(
    mount,
    'Sign in',
    html`<p>to go on to ${client}</p>
${alert(problem)}
<form method="post">
<label for="name">User name</label>
<input id="name" name="name" value="${name}" autocomplete="username" autocapitalize="none" spellcheck="false" required maxlength="128"${name === '' ? AUTOFOCUS : NOTHING}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required maxlength="1024"${name === '' ? NOTHING : AUTOFOCUS}>
<button>Sign in</button>
<button class="second" name="cancel" value="yes" formnovalidate>Cancel</button>
</form>
<p class="aside"><a href="${mount}/password">Change your password</a></p>`,
  );
}

export interface PasswordView extends Pick<SignInView, 'mount' | 'name' | 'problem'> {}

/** Asks for a new password, and the old one. */
export function passwordPage({ mount, name = '', problem }: PasswordView): string {
  return page(
    mount,
    'Change your password',
    html`<p>You are signed out everywhere by it.</p>
${alert(problem)}
<form method="post">
<label for="name">User name</label>
<input id="name" name="name" value="${name}" autocomplete="username" autocapitalize="none" spellcheck="false" required maxlength="128"${name === '' ? AUTOFOCUS : NOTHING}>
<label for="password">Password until now</label>
<input id="password" name="password" type="password" autocomplete="current-password" required maxlength="1024"${name === '' ? NOTHING : AUTOFOCUS}>
<label for="fresh">New password, 12 characters or more</label>
<input id="fresh" name="fresh" type="password" autocomplete="new-password" required minlength="12" maxlength="1024">
<button>Change it</button>
</form>`,
  );
}

/** The password is another one. */
export function donePage(mount: string): string {
  return page(
    mount,
    'Your password is changed',
    html`<p>Sign in again where you need to. You can close this page.</p>`,
  );
}

/** What both steps of the device flow send back. */
interface DeviceForm {
  readonly mount: string;
  /** Where the form leads. */
  readonly action: string;
  /** Shows that it is the issuer's own form which is sent. */
  readonly xsrf: string;
}

/** Asks for the code that a device shows. */
export function deviceCodePage(
  { mount, action, xsrf }: DeviceForm,
  code: string,
  problem: string | undefined,
): string {
  return page(
    mount,
    'Enter the code',
    html`<p>Type the code that the command line or device shows.</p>
${alert(problem)}
<form method="post" action="${action}">
<input type="hidden" name="xsrf" value="${xsrf}">
<label for="user_code">Code</label>
<input id="user_code" class="typed-code" name="user_code" value="${code}" autocomplete="off" autocapitalize="characters" spellcheck="false" required maxlength="32" autofocus>
<button>Go on</button>
</form>`,
  );
}

/** Asks whether it is really the person's own device. @param code as the device shows it */
export function deviceConfirmPage({ mount, action, xsrf }: DeviceForm, client: string, code: string): string {
  return page(
    mount,
    'Is this your device?',
    html`<p>${begun(client)} asks to act for you. Go on only if it shows this very code, and you started it yourself.</p>
<p class="code">${code}</p>
<form method="post" action="${action}">
<input type="hidden" name="xsrf" value="${xsrf}">
<input type="hidden" name="user_code" value="${code}">
<input type="hidden" name="confirm" value="yes">
<button>Yes, go on</button>
<button class="second" name="abort" value="yes">No, cancel</button>
</form>`,
  );
}

/** The device has what it asked for. */
export function deviceDonePage(mount: string, client: string): string {
  return page(
    mount,
    'You are signed in',
    html`<p>${begun(client)} goes on by itself. You can close this page.</p>`,
  );
}

/** What went wrong, and what to do. */
export function problemPage(mount: string, title: string, problem: string): string {
  return page(mount, title, html`<p role="alert">${problem}</p>`);
}

/** A name at the beginning of a sentence. */
function begun(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
