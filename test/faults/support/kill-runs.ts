import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { outcome } from '../../jobs/support/outcome';
import { type ProgramEnd, startProgram } from './start-program';

/** What came of runs that were killed again and again. */
export interface KilledRuns {
  /** Processes that were killed by SIGKILL. */
  kills: number;
  /** Runs that came to their end. */
  runs: number;
  /** What is wrong with those that could not go on, or ended otherwise than an undisturbed one. */
  faults: string[];
}

/** Options of {@link killRuns}. */
export interface KillOptions {
  program: string;
  /** An empty folder to work in. */
  folder: string;
  /** How many processes to kill. */
  kills: number;
  /** The words that train, without those on its folder. */
  words: readonly string[];
  /** Hears how far it is. */
  onRun?: (so: KilledRuns) => void;
}

/**
 * Starts runs, kills them at random instants, resumes them after each kill, and compares what they leave with what an undisturbed
 * one does: the bytes of the classifier's weights, the log but for its times, the metrics but for the seconds.
 */
export async function killRuns({ program, folder, kills, words, onRun }: KillOptions): Promise<KilledRuns> {
  const whole = join(folder, 'whole');
  const before = performance.now();
  const first = startProgram(program, [...words, '--out', whole], folder);
  await first.printed('Backend:');
  const started = performance.now();
  assertEnded(await first.ended);
  const times = { start: started - before, rest: performance.now() - started };
  const expected = await resultOf(whole);
  const so: KilledRuns = { kills: 0, runs: 0, faults: [] };
  for (let run = 0; so.kills < kills; run++) {
    const out = join(folder, `run-${run}`);
    const fault = await killedRun(program, [...words, '--out', out], folder, times, so, kills).catch(String);
    if (fault === undefined) {
      const same = JSON.stringify(await resultOf(out)) === JSON.stringify(expected);
      if (!same) so.faults.push(`${out} ended otherwise`);
      so.runs++;
    } else so.faults.push(fault);
    if (fault === undefined) await rm(out, { recursive: true });
    onRun?.(so);
  }
  return so;
}

/** Kills and resumes a run until it has ended. */
async function killedRun(
  program: string,
  words: readonly string[],
  cwd: string,
  times: { start: number; rest: number },
  so: KilledRuns,
  most: number,
): Promise<string | undefined> {
  const log = join(words.at(-1)!, 'log.jsonl');
  const instants: string[] = [];
  for (;;) {
    const program_ = startProgram(program, existsSync(log) ? [...words, '--resume'] : words, cwd);
    // Mostly while it trains and writes, now and then while it starts.
    const early = Math.random() < 0.1;
    const wait = Math.random() * (early ? times.start : times.rest);
    instants.push(`${early ? 'start' : 'backend'} + ${Math.round(wait)} ms`);
    if (so.kills < most) {
      if (!early) await program_.printed('Backend:');
      await Promise.race([setTimeout(wait), program_.ended]);
      program_.kill('SIGKILL');
    }
    const end = await program_.ended;
    if (end.signal === 'SIGKILL') so.kills++;
    else if (end.code === 0) return undefined;
    else return `${words.join(' ')}, killed at ${instants.join(', ')}: ${end.code} ${end.stderr}`;
  }
}

function assertEnded({ code, stderr }: ProgramEnd): void {
  if (code !== 0) throw new Error(stderr);
}

async function resultOf(run: string) {
  const { seconds: _, ...metrics } = JSON.parse(await readFile(join(run, 'metrics.json'), 'utf8'));
  return { ...(await outcome(run)), metrics };
}
