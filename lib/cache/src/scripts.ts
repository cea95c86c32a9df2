import { createHash } from 'node:crypto';

/** A Lua script, which Redis runs as one step; Redis knows it by its SHA-1. */
export interface Script {
  readonly text: string;
  readonly sha1: string;
}

// Every script takes the keys of the entries; all but `fill` take the keys of their writers after them.
// An entry is a string: `=` and a value, or `?` and a permit. The writers of an entry are a set.

/**
 * ARGV: a new permit, its life in ms and the replication history. Gives each entry, a permit where there was none, or
 * nil while it is blocked. Fails on a server whose history is another one: it may have lost a block.
 */
export const readScript = script(`
  if not string.find(redis.call('INFO', 'replication'), ARGV[3], 1, true) then
    return redis.error_reply('HISTORY The server has followed another one')
  end
  local count = #KEYS / 2
  local found = redis.call('MGET', unpack(KEYS, 1, count))
  for i = 1, count do
    if not found[i] and redis.call('EXISTS', KEYS[count + i]) == 0 then
      local kept = redis.pcall('SET', KEYS[i], ARGV[1], 'PX', ARGV[2])
      if not kept.err then found[i] = ARGV[1] end
    end
  end
  return found`);

/** ARGV: permit, value and life in ms of each entry. A Redis that is full keeps what it has. */
export const fillScript = script(`
  for i, key in ipairs(KEYS) do
    if redis.call('GET', key) == ARGV[3 * i - 2] then
      redis.pcall('SET', key, ARGV[3 * i - 1], 'PX', ARGV[3 * i])
    end
  end`);

/** ARGV: the writer and the life of its block in ms. Fails when Redis is full. */
export const blockScript = script(`
  local count = #KEYS / 2
  for i = 1, count do
    redis.call('SADD', KEYS[count + i], ARGV[1])
    redis.call('PEXPIRE', KEYS[count + i], ARGV[2])
    redis.call('DEL', KEYS[i])
  end`);

/** ARGV: the writer. An entry whose block got lost may have been filled from before the commit: it goes as well. */
export const releaseScript = script(`
  local count = #KEYS / 2
  for i = 1, count do
    if redis.call('SREM', KEYS[count + i], ARGV[1]) == 0 then redis.call('DEL', KEYS[i]) end
  end`);

/** @param text in Lua */
export function script(text: string): Script {
  return { text, sha1: createHash('sha1').update(text).digest('hex') };
}
