import { expect, inject, test, vi } from 'vitest';
import { Constellation, type Mode, PATIENT } from './constellation.ts';

vi.setConfig(PATIENT);

const MODES: readonly Mode[] = ['one process', 'five processes'];
const PER_MINUTE = 5;

test.each(MODES)('who has asked too much in a minute is told when to ask again, in %s', async (mode) => {
  const constellation = Constellation.forTest(mode, {
    settings: { RATE_LIMIT_PER_MINUTE: PER_MINUTE, REDIS_URL: inject('redisUrl') },
  });
  await constellation.start();
  // Tests share one Redis: somebody whom no other knows.
  const caller = { id: `ada-${process.pid}-${mode.length}`, workspace: 'demo', roles: ['reader'] } as const;
  const client = constellation.as(caller);
  for (let n = 0; n < PER_MINUTE; n++)
    (await client.send('{ me { id } }')).expectMatch({ me: { id: caller.id } });
  const refused = await client.send('{ me { id } }');
  refused.expectError(
    'RATE_LIMITED',
    /^One caller may send requests 5 times in 60 seconds: try again in \d+ seconds\.$/,
  );
  expect(refused.status).toBe(429);
  expect(refused.headers.get('ratelimit-policy')).toBe('"caller";q=5;w=60');
  const health = await fetch(`${constellation.origin}/health/ready`);
  expect(await health.json()).toMatchObject({ status: 'ok', dependencies: { redis: { ok: true } } });
  await constellation.stop();
});
