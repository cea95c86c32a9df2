import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EXIT_CODES } from './failure.ts';
import { run, runAlone } from './test/run.ts';
import { StandInGateway } from './test/stand-in-gateway.ts';

let gateway: StandInGateway;

beforeEach(async () => {
  gateway = await StandInGateway.start();
});

afterEach(() => gateway.stop());

function errors(code: string, status = 200) {
  return { status, body: { errors: [{ message: 'It went wrong.', extensions: { code } }] } };
}

describe('manuel', () => {
  test('tells its exit codes in its help', async () => {
    const { exit, stdout } = await runAlone(['--help']);
    expect(exit).toBe(0);
    for (const [code, meaning] of Object.entries(EXIT_CODES))
      expect(stdout).toContain(`  ${code}  ${meaning}`);
  });

  test.each([
    [[], 'no command given'],
    [['ask'], "missing required argument 'question'"],
    [['dance'], "unknown command 'dance'"],
    [['usage', '--loud'], "unknown option '--loud'"],
    [['usage', 'more'], 'too many arguments'],
    [['usage', '--as', 'nobody'], '"nobody" is no demo user (ada, otto, rita, ines)'],
    [['usage', '--url', 'ftp://host'], '"ftp://host" is not a gateway'],
  ])('takes %j for wrong usage', async (args, sentence) => {
    const people = await runAlone(args);
    expect(people.exit).toBe(2);
    expect(people.stderr).toContain(sentence);
    const programs = await runAlone([...args, '--json']);
    expect(JSON.parse(programs.stdout).error.message).toContain(sentence);
  });

  test.each([
    [errors('UNAUTHENTICATED', 401), 3],
    [errors('UNAUTHENTICATED'), 3],
    [errors('FORBIDDEN'), 3],
    [errors('NOT_FOUND'), 4],
    [errors('BAD_USER_INPUT', 400), 2],
    [errors('UNAVAILABLE', 503), 6],
    [errors('SOMETHING_NEW', 503), 6],
    [errors('INTERNAL_SERVER_ERROR', 500), 1],
    [{ status: 503, body: 'starting' }, 6],
    [{ status: 404, body: '<html>' }, 6],
    [{ status: 200, body: { greeting: 'hello' } }, 6],
    [{ status: 200, body: { data: { me: { id: 7 } } } }, 1],
  ])('exits after %j with %i, and says so in one line', async (answer, expected) => {
    gateway.answer('Usage', answer);
    const { exit, stdout, stderr } = await run(gateway, ['usage']);
    expect({ exit, stdout }).toEqual({ exit: expected, stdout: '' });
    expect(stderr).toMatch(/^manuel: [^\n]+\n$/);
  });

  test('gives an error as one JSON document', async () => {
    gateway.answer('Usage', errors('FORBIDDEN'));
    const { stdout, stderr } = await run(gateway, ['usage', '--json']);
    expect(JSON.parse(stdout)).toEqual({ error: { code: 'FORBIDDEN', message: 'It went wrong.' } });
    expect(stderr).toBe('');
  });

  test('exits with 6 when nobody answers', async () => {
    const { origin } = gateway;
    await gateway.stop();
    const { exit, stderr } = await runAlone(['usage', '--url', origin, '--token', 'given']);
    expect(exit).toBe(6);
    expect(stderr).toMatch(/^manuel: Cannot reach the gateway at .*ECONNREFUSED.*: start it with npm start/);
    gateway = await StandInGateway.start();
  });

  test('follows no redirect with the token', async () => {
    gateway.answer('Usage', { status: 307, body: '', headers: { location: '/elsewhere' } });
    expect((await run(gateway, ['usage'])).exit).toBe(6);
    expect(gateway.seen).toHaveLength(1);
  });
});
