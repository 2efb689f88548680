import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startBackend } from '../backend/backend';
import { digitsDefaults } from '../data/digits/digits-defaults';
import { writeReport } from '../files/write-report';
import { duration } from '../log/format';
import type { GroupAccuracy } from '../log/run-log';
import type { MethodName } from '../nets/methods';
import { Progress } from '../run/progress';
import { assertFolderFree } from '../run/run-folder';
import { comparisonTable } from './comparison-table';

/** What {@link demo} compares, and how often. */
export const demoDefaults = { methods: ['ce', 'mbib'], seeds: 5 } as const;

const PROCESSES = 2;

/** Options of {@link demo}. */
export interface DemoOptions {
  /** Trainings of each method, seeds 0, 1, … */
  seeds?: number;
  /** Folder of the results. */
  out?: string;
}

/**
 * Trains cross entropy and MBIB on the long-tailed digits with several seeds, two trainings at a time, and prints a table.
 * Each is a run of `mbib train digits` of its own, and can be looked into or repeated as one.
 *
 * @throws Error where a run fails, with what it said
 */
export async function demo({
  seeds = demoDefaults.seeds,
  out = freeName('runs/demo'),
}: DemoOptions): Promise<void> {
  await assertFolderFree(out);
  // Each training starts it in its own process; a backend that is missing is told here, once.
  await startBackend('wasm');
  const start = performance.now();
  const progress = new Progress();
  progress.line(
    'A small convnet on handwritten digits, 100 zeros down to 2 nines, tested on the other 1,521.',
  );

  const runs = Array.from({ length: seeds }, (_, seed) =>
    demoDefaults.methods.map((method): DemoRun => ({ method, seed, path: join(out, `${method}-s${seed}`) })),
  ).flat();
  let epochsDone = 0;
  const waiting = [...runs];
  const worker = async () => {
    for (let run = waiting.shift(); run; run = waiting.shift()) {
      await trainApart(run, () => {
        epochsDone++;
        progress.live(() => progressText(runs.length, epochsDone, performance.now() - start));
      });
    }
  };
  await Promise.all(Array.from({ length: PROCESSES }, worker));
  progress.clear();

  const results = await Promise.all(
    runs.map(async ({ method, path }) => ({ method, accuracy: await lastAccuracy(path) })),
  );
  progress.line(`\n${comparisonTable(results)}\n`);
  const report = join(out, 'report.html');
  await writeReport(
    runs.map(({ path }) => path),
    report,
  );
  const seconds = (performance.now() - start) / 1000;
  progress.line(`${runs.length} trainings in ${duration(seconds)}. Learning curves and more: ${report}`);
}

interface DemoRun {
  method: MethodName;
  seed: number;
  path: string;
}

/** Trains in a process of its own, the same program as this one; calls back after each of its epochs. */
async function trainApart({ method, seed, path }: DemoRun, onEpoch: () => void): Promise<void> {
  const words = [
    'train',
    'digits',
    '--method',
    method,
    '--seed',
    String(seed),
    '--backend',
    'wasm',
    '--out',
    path,
  ];
  const child = fork(process.argv[1]!, words, { silent: true });
  let complaint = '';
  child.stderr!.on('data', (text) => {
    complaint += text;
  });
  createInterface(child.stdout!).on('line', (line) => {
    if (/^epoch \d+\/\d+ {2}loss/.test(line)) onEpoch();
  });
  const code = await exitCode(child);
  if (code !== 0)
    throw new Error(`mbib ${words.join(' ')} failed: ${complaint.trim() || `exit code ${code}`}`);
}

function exitCode(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.on('close', resolve);
    child.on('error', reject);
  });
}

async function lastAccuracy(path: string): Promise<GroupAccuracy> {
  return JSON.parse(await readFile(join(path, 'metrics.json'), 'utf8')).last.accuracy;
}

function progressText(runs: number, epochsDone: number, milliseconds: number): string {
  const epochs = runs * digitsDefaults.epochs;
  const left = (milliseconds / 1000) * (epochs / epochsDone - 1);
  return `${Math.floor(epochsDone / digitsDefaults.epochs)} of ${runs} trainings, ${duration(left)} left`;
}

/** The demo can be run again without a thought: each time into a folder of its own. */
function freeName(base: string): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base}-${number}`;
    if (!existsSync(name)) return name;
  }
}
