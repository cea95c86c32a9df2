import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { eventually, freePort } from '@manuel/testkit';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { config } from './config.ts';
import { Constellation, PATIENT } from './constellation.ts';

vi.setConfig(PATIENT);

if (config.chromium === undefined) {
  console.warn('There is no Chromium here: no foreign page is opened. Set CHROMIUM_PATH to one.');
}

const QUERY = '{ __typename }';
const [namedPort, foreignPort] = [await freePort(), await freePort()];

describe.runIf(config.chromium !== undefined)('a page of another site, in a browser', () => {
  // To a browser, localhost is another site than 127.0.0.1.
  const named = `http://localhost:${namedPort}`;
  const foreign = `http://localhost:${foreignPort}`;
  const constellation = Constellation.forFile('one process', { settings: { CORS_ORIGINS: named } });
  const servers: Server[] = [];
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    for (const port of [namedPort, foreignPort]) {
      const server = createServer((_request, response) => {
        response.setHeader('content-type', 'text/html').end('<!doctype html><title>another site</title>');
      });
      servers.push(server);
      server.listen(port, 'localhost');
      await once(server, 'listening');
    }
    browser = await chromium.launch({
      ...(config.chromium === undefined ? {} : { executablePath: config.chromium }),
      args: ['--no-sandbox', '--disable-gpu'],
    });
  });
  beforeEach(async () => {
    page = await browser.newPage();
  });
  afterEach(() => page.close());
  afterAll(async () => {
    await browser?.close();
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
  });

  /** Asks by `fetch` in the page. @returns the answer's text, or the error's name */
  async function askFrom(origin: string, init: object, search = ''): Promise<string> {
    await page.goto(origin);
    const url = JSON.stringify(constellation.graphqlUrl + search);
    const asked = `fetch(${url}, ${JSON.stringify(init)}).then((answer) => answer.text(), (error) => error.name)`;
    return page.evaluate<string>(asked);
  }

  const json = {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'apollo-require-preflight': '1' },
    body: JSON.stringify({ query: QUERY }),
  };
  const search = `?query=${encodeURIComponent(QUERY)}`;

  test('reads an answer when its origin is named', async () => {
    expect(JSON.parse(await askFrom(named, json))).toEqual({ data: { __typename: 'Query' } });
    expect(JSON.parse(await askFrom(named, {}, search))).toEqual({ data: { __typename: 'Query' } });
  });

  test.each<[string, object, string]>([
    ['JSON', json, ''],
    ['a GET', {}, search],
    ['plain text', { method: 'POST', body: JSON.stringify({ query: QUERY }) }, ''],
  ])('reads nothing when it is not: %s', async (_what, init, where) => {
    expect(await askFrom(foreign, init, where)).toBe('TypeError');
  });

  test('does not even get an answer that it could not read', async () => {
    // Such an answer would be an empty text; the gateway's resource policy makes it an error.
    expect(await askFrom(foreign, { mode: 'no-cors' }, search)).toBe('TypeError');
  });

  test('is refused by its forms', async () => {
    await page.goto(foreign);
    const answered = page.waitForResponse((response) => response.url() === constellation.graphqlUrl);
    await page.evaluate(`
      const form = document.createElement('form');
      form.action = ${JSON.stringify(constellation.graphqlUrl)};
      form.method = 'post';
      form.enctype = 'text/plain';
      document.body.append(form);
      form.submit();
    `);
    expect((await answered).status()).toBe(403);
  });

  test('cannot show the playground in a frame, and may link to it', async () => {
    await page.goto(foreign);
    const url = JSON.stringify(`${constellation.origin}/playground`);
    await page.evaluate(`document.body.innerHTML = '<iframe src=' + ${url} + '></iframe>'`);
    const frame = () => page.frames().find((one) => one !== page.mainFrame());
    await eventually(() => expect(frame()?.url()).toMatch(/^chrome-error:/));
    await page.evaluate(`document.body.innerHTML = '<a href=' + ${url} + '>there</a>'`);
    const opened = page.waitForResponse((response) => response.url().endsWith('/playground'));
    await page.getByText('there').click();
    expect((await opened).status()).toBe(200);
  });
});
