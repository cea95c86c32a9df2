import { existsSync } from 'node:fs';

const BROWSERS = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** What the tests of the whole take from this machine. */
export const config: Readonly<{
  /** All that started processes see of this one's environment: nothing that would set them up. */
  environment: Readonly<Record<string, string>>;
  /** A Chromium; undefined where there is none. */
  chromium: string | undefined;
}> = Object.freeze({
  environment: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '/' },
  chromium: BROWSERS.find((path) => path !== undefined && existsSync(path)),
});
