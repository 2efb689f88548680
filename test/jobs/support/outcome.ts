import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Ended, Kill } from './child';
import { weightsOf } from './weights-of';

/** What has to be the same: the classifier's bytes, and the log but for times and the resumes themselves. */
export async function outcome(run: string) {
  const log = (await readFile(join(run, 'log.jsonl'), 'utf8')).trimEnd().split('\n');
  const timeless = ['time', 'seconds', 'imagesPerSecond'];
  return {
    // Their hash: millions of bytes, compared one by one, exhaust the memory.
    weights: createHash('sha256')
      .update(await weightsOf(run))
      .digest('hex'),
    log: log
      .map((line) => JSON.parse(line))
      .filter(({ type }) => type !== 'resume')
      .map((entry) => Object.fromEntries(Object.entries(entry).filter(([key]) => !timeless.includes(key)))),
  };
}

/** Shows what the process said where it did not succeed. */
export function expectSuccess({ code, output }: Ended): void {
  expect(code, output).toBe(0);
}

/** Starts a run, kills it at random instants, resumes it each time and lets it finish. Returns what it left. */
export async function killedAndResumed(
  start: (out: string, resume: string[], kill?: Kill) => Promise<Ended>,
  out: string,
  kills: number,
  duration: number,
) {
  const instants = Array.from({ length: kills }, () => Math.random() * duration);
  let resume: string[] = [];
  for (const after of instants) {
    const { code, signal, output } = await start(out, resume, killAfter(after));
    const message = `killed after ${instants.map(Math.round)} ms: ${output}`;
    expect(signal === 'SIGKILL' || code === 0, message).toBe(true);
    if (existsSync(join(out, 'log.jsonl'))) resume = ['--resume'];
  }
  expectSuccess(await start(out, resume));
  return outcome(out);
}

function killAfter(milliseconds: number): Kill {
  const start = performance.now();
  return { signal: 'SIGKILL', when: () => performance.now() - start >= milliseconds };
}
