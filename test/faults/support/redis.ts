import { spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { Redis } from 'ioredis';

/** Why there is no Redis to test with; undefined where there is one. */
export const withoutRedis =
  spawnSync('redis-server', ['--version']).status === 0
    ? undefined
    : 'redis-server is not installed: `apt-get install redis-server`';

/** Redis on a port of this machine, for one test. */
export interface StartedRedis {
  url: string;
  port: number;
  /** Kills it; what it had is lost. */
  stop(): void;
}

/** Starts Redis, empty; on a free port where none is given. */
export async function startRedis(folder: string, at?: number): Promise<StartedRedis> {
  const port = at ?? (await freePort());
  const words = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--appendonly',
    'no',
    '--dir',
    folder,
  ];
  const server = spawn('redis-server', words, { stdio: 'ignore' });
  const url = `redis://127.0.0.1:${port}`;
  const client = new Redis(url, { maxRetriesPerRequest: null, retryStrategy: () => 50 });
  client.on('error', () => {});
  await Promise.race([
    client.ping(),
    setTimeout(20_000).then(() => Promise.reject(new Error('Redis does not start'))),
  ]);
  client.disconnect();
  return { url, port, stop: () => void server.kill('SIGKILL') };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
