import { describe, expect, test } from 'vitest';
import { parseRedisUrl, redisUrl } from './redis-url.ts';

const plain = { isEncrypted: false, username: undefined, password: undefined, database: 0 };

test.each([
  ['redis://127.0.0.1', { ...plain, kind: 'single', hosts: [{ host: '127.0.0.1', port: 6379 }] }],
  [
    'rediss://ada:s%40:cret@cache.example:7000/3',
    {
      ...{ kind: 'single', hosts: [{ host: 'cache.example', port: 7000 }], isEncrypted: true },
      ...{ username: 'ada', password: 's@:cret', database: 3 },
    },
  ],
  [
    'redis://:secret@[::1]/',
    { ...plain, kind: 'single', hosts: [{ host: '::1', port: 6379 }], password: 'secret' },
  ],
  [
    'redis-sentinel://one,two:26380/1#my%20master',
    {
      ...{ ...plain, kind: 'sentinel', masterName: 'my master', database: 1 },
      hosts: [
        { host: 'one', port: 26379 },
        { host: 'two', port: 26380 },
      ],
    },
  ],
  [
    'rediss-cluster://:secret@one:7000,two',
    {
      ...{ ...plain, kind: 'cluster', isEncrypted: true, password: 'secret' },
      hosts: [
        { host: 'one', port: 7000 },
        { host: 'two', port: 6379 },
      ],
    },
  ],
])('%s is understood', (url, place) => {
  expect(parseRedisUrl(url)).toEqual(place);
});

describe('a mistake is a sentence that does not repeat the URL', () => {
  test.each([
    ['somewhere', /^expected a URL such as redis:\/\/127\.0\.0\.1:6379, redis-sentinel:/],
    ['redis://', /^expected a URL such as/],
    ['http://one', /^expected a URL such as/],
    ['rediss-ring://one', /^expected a URL such as/],
    ['redis://one,two', /^expected one host: several are of redis-sentinel:\/\/ or redis-cluster:\/\/$/],
    ['redis://one:70000', /^expected hosts as host or host:port/],
    ['redis-cluster://one,,two', /^expected hosts as host or host:port/],
    ['redis://one:x', /^expected hosts as host or host:port/],
    ['redis-sentinel://one:26379', /^expected # and the name that the sentinels have for the master/],
    ['redis://one#mymaster', /^expected no # and name/],
    ['redis-cluster://one/2', /^expected no number of a database: a cluster has only 0$/],
    ['redis://one/two', /^expected the number of a database after the \/$/],
    ['redis://hidden@one', /^expected user:password@ or :password@ before the host$/],
    ['redis://:hid%den@one', /^expected a % only before two digits of its encoding/],
    ['redis://one?timeout=1', /^expected nothing after a \?/],
  ])('%s', (url, sentence) => {
    const [issue] = redisUrl.safeParse(url).error?.issues ?? [];
    expect(issue?.message).toMatch(sentence);
    expect(issue?.message).not.toContain('hid');
  });
});
