import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually, temporaryFolder } from '@manuel/testkit';
import { type Browser, type ConsoleMessage, chromium, type Page, type Request } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { config } from './config.ts';
import { Constellation, PATIENT } from './constellation.ts';
import { textFile } from './files.ts';

vi.setConfig(PATIENT);

const FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];
const STEP_DEADLINE_MS = 30_000;
const MANUAL = textFile(
  'programmer.md',
  `# Programmer\n\nTo write a hex file to the flash memory, choose the file and press Program.\n`,
);

if (config.chromium === undefined) {
  console.warn('There is no Chromium here: the playground is not opened. Set CHROMIUM_PATH to one.');
}

describe.runIf(config.chromium !== undefined)('the playground in a browser', () => {
  const constellation = Constellation.forFile('one process');
  const folder = temporaryFolder();
  const requests: Request[] = [];
  const complaints: string[] = [];
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    browser = await chromium.launch({
      ...(config.chromium === undefined ? {} : { executablePath: config.chromium }),
      args: FLAGS,
    });
    page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    page.setDefaultTimeout(STEP_DEADLINE_MS);
    page.on('request', (request) => requests.push(request));
    page.on('console', (message) => complaints.push(...complaintIn(message)));
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('requestfailed', (request) => complaints.push(`${request.url()} failed`));
    await page.goto(`${constellation.origin}/playground`);
    await page.waitForSelector('.graphiql-query-editor .view-lines');
  });
  afterAll(async () => {
    await browser?.close();
    folder.remove();
  });

  test('a manual is uploaded from the side bar until it is ready', async () => {
    const path = join(folder.path, MANUAL.name);
    writeFileSync(path, MANUAL.bytes);
    await page.getByRole('button', { name: 'Show Upload a manual' }).click();
    await page.getByLabel('Manual file').setInputFiles(path);
    const end = page.locator('[data-upload-step=ready], [data-upload-step=failed]');
    await end.waitFor();
    expect(await end.getAttribute('data-upload-step'), await end.innerText()).toBe('ready');
  });

  test('the Ask tab runs, and its answer cites the manual', async () => {
    expect(await answerOf('Ask')).toMatchObject({
      data: {
        ask: {
          __typename: 'Question',
          answer: { found: true, citations: [{ passage: { manual: { title: 'programmer' } } }] },
        },
      },
    });
    const shown = page.locator('.graphiql-response .view-lines');
    await shown.getByText('"found"').waitFor();
  });

  test.each(['FourSubgraphs', 'Manuals', 'Search', 'Usage', 'Audit', 'UploadByHand'])(
    'the tab %s runs without an error',
    async (title) => {
      const answer = await answerOf(title);
      expect(answer).toEqual({ data: expect.any(Object) });
      expect(JSON.stringify(answer)).not.toContain('InvalidInput');
    },
  );

  test('the browser complains of nothing, and asked this gateway alone', () => {
    const log = requests.map((request) => `${request.method()} ${request.url()}`);
    console.info(`The playground's requests:\n${log.join('\n')}`);
    expect(complaints).toEqual([]);
    const hosts = new Set(requests.map((request) => new URL(request.url())).map(hostOf));
    expect([...hosts]).toEqual([new URL(constellation.origin).host]);
  });

  /** Runs a prepared tab. @returns what its answer pane shows */
  async function answerOf(title: string): Promise<unknown> {
    await page.locator('.graphiql-tab-button', { hasText: title }).first().click();
    // GraphiQL reads a tab a moment after it is chosen, and until then would run the operation of the one before.
    await untilTrue(
      `Object.entries(localStorage).some(([key, text]) => key.endsWith(':query') && /(query|mutation) ${title}\\b/.test(text))`,
    );
    const posted = page.waitForResponse(
      (response) => response.request().method() === 'POST' && new URL(response.url()).pathname === '/graphql',
    );
    await page.getByRole('button', { name: /Execute query/ }).click();
    const choice = page.getByRole('menuitem', { name: title });
    if (title === 'UploadByHand') await choice.click();
    await posted;
    return JSON.parse(await responseShown());
  }

  /** The text of the answer pane once it is an answer. */
  async function responseShown(): Promise<string> {
    // The page keeps its editors in this global; the code runs there, where their types are unknown.
    const read = `(__MONACO.editor.getModels().find((model) => model.uri.path.endsWith('response.json'))?.getValue() ?? '')`;
    await untilTrue(`${read}.trimEnd().endsWith('}')`);
    return page.evaluate<string>(read);
  }

  /** Waits for the page. Its own rules forbid it to wait by itself: that would take eval. */
  async function untilTrue(expression: string): Promise<void> {
    await eventually(async () => expect(await page.evaluate(expression), expression).toBe(true));
  }
});

function complaintIn(message: ConsoleMessage): string[] {
  return ['error', 'warning'].includes(message.type()) ? [`${message.type()}: ${message.text()}`] : [];
}

/** Addresses without a host, such as data: and blob:, stay inside the browser. */
function hostOf({ protocol, host, origin }: URL): string {
  return protocol === 'blob:' ? new URL(origin).host : host;
}
