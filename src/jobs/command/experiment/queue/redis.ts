import type { Redis } from 'ioredis';
import { show } from '../../../../checks';
import { messageOf } from '../../../log/message-of';

/** The class of ioredis. */
export type RedisClass = typeof Redis;

const REDIS_URL = 'redis://[:password@]host[:port][/number of the database]';

/** @throws Error where an address is none of Redis */
export function assertRedisUrl(url: string): void {
  const { protocol = '', pathname = '' } = URL.canParse(url) ? new URL(url) : {};
  if (/^rediss?:$/.test(protocol) && /^(\/\d*)?$/.test(pathname)) return;
  throw new Error(`--queue must be the address of Redis, ${REDIS_URL}, got ${show(withoutPassword(url))}`);
}

const withoutPassword = (url: string): string => url.replace(/\/\/.*@/s, '//');

/**
 * Makes sure that Redis is there before anything is waited for.
 *
 * @throws Error where it does not answer
 */
export async function assertAnswers(Redis: RedisClass, url: string): Promise<void> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  let reason: unknown;
  redis.on('error', (error) => {
    reason = error;
  });
  try {
    await redis.connect();
    await redis.ping();
    // A database that there is not is told by an event alone; what is asked for then goes to another one.
    if (reason) throw reason;
  } catch (error) {
    throw new Error(`Redis does not answer at ${withoutPassword(url)}: ${messageOf(reason ?? error)}`);
  } finally {
    redis.disconnect();
  }
}

/**
 * A connection that is tried again and again while Redis is away; what waits for it goes on after that.
 *
 * @param tell is told when Redis goes and when it is back
 */
export function connect(Redis: RedisClass, url: string, tell: (text: string) => void = () => {}): Redis {
  const redis = new Redis(url, { maxRetriesPerRequest: null });
  let isAway = false;
  redis.on('error', (error) => {
    if (!isAway)
      tell(`Redis does not answer at ${withoutPassword(url)}, which is waited for: ${messageOf(error)}`);
    isAway = true;
  });
  redis.on('ready', () => {
    if (isAway) tell('Redis answers again.');
    isAway = false;
  });
  return redis;
}
