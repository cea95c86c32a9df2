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
  });
  expect(text).not.toContain('hush');
  expect(text).toContain('[redacted]');
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
