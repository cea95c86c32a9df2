import { expect, test } from 'vitest';
import { createLogger } from './logger.ts';

function logged(write: (log: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = [];
  write(createLogger('test', 'info', { write: (line) => void lines.push(line) }));
  return lines.join('');
}

test('secrets are not logged, wherever they stand', () => {
  const text = logged((log) => {
    log.info({ authorization: 'hush', token: 'hush' }, 'at the top');
    log.info({ headers: { authorization: 'hush', cookie: 'hush' } }, 'one level down');
    log.info(
      { request: { headers: { authorization: 'hush' }, body: { password: 'hush' } } },
      'two levels down',
    );
    log.child({ secret: 'hush', signature: 'hush' }).info('in a child');
    log.info({ calls: [{ headers: { cookie: 'hush' } }] }, 'in a list');
    log.error(
      { err: Object.assign(new Error('failed'), { config: { headers: { token: 'hush' } } }) },
      'in an error',
    );
    log.error(
      { err: new Error('outer', { cause: Object.assign(new Error('inner'), { token: 'hush' }) }) },
      'in its cause',
    );
  });
  expect(text).not.toContain('hush');
  expect(text).toContain('[redacted]');
});

test.each([
  ...['authorization', 'Authorization', 'proxy-authorization', 'cookie', 'set-cookie', 'x-api-key', 'apiKey'],
  ...[
    'signature',
    'password',
    'newPassword',
    'refreshToken',
    'refresh_token',
    'access_token',
    'clientSecret',
  ],
  ...['privateKey', 'manuel-origin'],
])('a value called %s is not logged', (name) => {
  const text = logged((log) => log.info({ headers: { [name]: 'hush' } }, 'asked'));
  expect(text).not.toContain('hush');
  expect(text).toContain('[redacted]');
});

test.each(['authorization', 'set-cookie', 'refreshToken', 'x-api-key', 'apiKey', 'signature'])(
  'nor when a child log is bound to %s',
  (name) => {
    expect(logged((log) => log.child({ [name]: 'hush' }).info('asked'))).not.toContain('hush');
  },
);

test.each([
  ['a header', 'It sent authorization: Bearer hush-hush.hush and more', 'Bearer [redacted] and more'],
  ['a JWT', 'The token eyJhbGciOiJub25lIn0.hush.hush is over', 'The token [redacted] is over'],
  ['an API key', 'No key is like mk_live_0aZ9bY8c_hushhush here', 'like mk_live_0aZ9bY8c_[redacted] here'],
  ['a URL', 'Cannot reach postgresql://manuel:hush@db:5432/manuel', 'postgresql://manuel:[redacted]@db:5432'],
  ['a ticket', 'PUT /files/1?expires=9&signature=hush&x=1 failed', 'expires=9&signature=[redacted]&x=1'],
])('a secret inside a sentence is left out of it: %s', (_what, sentence, shown) => {
  const text = logged((log) => {
    log.error({ err: new Error(sentence), reason: sentence }, 'failed');
    log.error({ err: new Error('outer', { cause: new Error(sentence) }) }, 'failed');
  });
  expect(text).not.toContain('hush');
  expect(text).toContain(shown);
});

test('a text that is no line of a log any more is cut', () => {
  const text = logged((log) => log.error({ err: new Error('-eyJ'.repeat(500_000)) }, 'failed'));
  expect(text.length).toBeLessThan(20_000);
  expect(JSON.parse(text)).toMatchObject({ msg: 'failed' });
});

test('what is logged is not changed', () => {
  const entry = { request: { token: 'mine', path: '/' } };
  expect(JSON.parse(logged((log) => log.info(entry, 'asked')))).toMatchObject({
    request: { token: '[redacted]', path: '/' },
  });
  expect(entry.request.token).toBe('mine');
});

test('a value that holds itself is cut off', () => {
  const entry: Record<string, unknown> = { token: 'hush' };
  entry.self = entry;
  const text = logged((log) => log.info(entry, 'asked'));
  expect(text).not.toContain('hush');
  expect(JSON.parse(text)).toMatchObject({ msg: 'asked' });
});

test('an error is logged with its stack and its cause', () => {
  const text = logged((log) =>
    log.error({ err: new Error('outer', { cause: new Error('inner') }) }, 'failed'),
  );
  expect(JSON.parse(text)).toMatchObject({ name: 'test', level: 50, msg: 'failed', err: { type: 'Error' } });
  expect(text).toContain('outer');
  expect(text).toContain('inner');
});

test('lines below the level are left out', () => {
  expect(logged((log) => log.debug('too much detail'))).toBe('');
});
