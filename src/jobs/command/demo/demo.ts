import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { assertText, assertWholeNumber, rejectType, show } from '../../../checks';
import { resolveOptions } from '../../../options';
import { startBackend } from '../../backend/start-backend';
import { digitsDefaults } from '../../data/digits/digits-defaults';
import { digitsPerClass, longTailedDigits } from '../../data/digits/long-tailed-digits';
import { loadDigits } from '../../files/load-digits';
import { writeReport } from '../../files/write-report';
import { count, duration } from '../../log/format';
import type { MethodName } from '../../nets/methods';
import { type Interrupt, InterruptedError, watchInterrupt } from '../../run/interrupt';
import { FolderInUseError } from '../../run/lock/folder-in-use-error';
import type { RunLock } from '../../run/lock/run-lock';
import { FolderTakenError } from '../../run/run-errors';
import { takeRunFolder } from '../../run/run-folder';
import { trainApart } from '../apart/train-apart';
import { Progress, type ProgressStream } from '../telling/progress';
import { comparisonTable, type MethodResult } from './comparison-table';

/** What {@link demo} compares, and how often. */
export const demoDefaults = { methods: ['ce', 'mbib'], seeds: 5 } as const;

/** Name of the job that {@link demo} trains. A program without it has no demo. */
export const demoJob = 'digits';

const PROCESSES = 2;
const BACKEND = 'wasm';

/** Options of {@link demo}. */
export interface DemoOptions {
  /** Trainings of each method, seeds 0, 1, … */
  seeds?: number;
  /** Folder of the results. */
  out?: string;
}

/** Where {@link demo} trains and prints. */
export interface DemoSurroundings {
  /** Trains in processes of its own, by its job {@link demoJob}: the program that this one was started with, unless a test has another. */
  program?: string;
  /** What is printed to. */
  stream?: ProgressStream;
}

/**
 * Trains cross entropy and MBIB on the long-tailed digits with several seeds, two trainings at a time, and prints a table.
 * Each is a run of `mbib train digits` of its own, and can be looked into or repeated as one.
 *
 * @throws Error where a run fails, with what it said; the others are stopped
 * @throws TypeError or RangeError where an option is not one that it can be
 */
export async function demo(options: DemoOptions, surroundings: DemoSurroundings = {}): Promise<void> {
  const { seeds, out: asked } = resolveOptions(options, demoOptions);
  const { program = process.argv[1]!, stream } = resolveOptions(
    surroundings,
    surroundingsOptions,
    'surroundings',
  );
  const { out, lock } = asked === undefined ? await takeFreeFolder('runs/demo') : await takeFolder(asked);
  const interrupt = watchInterrupt();
  try {
    // Each training starts it in its own process; a backend that is missing is told here, once.
    await startBackend(BACKEND);
    await compare(out, seeds, program, new Progress(stream), interrupt);
  } finally {
    interrupt.dispose();
    await lock.release();
  }
}

async function compare(
  out: string,
  seeds: number,
  program: string,
  progress: Progress,
  interrupt: Interrupt,
): Promise<void> {
  const start = performance.now();
  progress.line(`A small convnet on handwritten digits, ${digitsInWords()}.`);

  const runs = Array.from({ length: seeds }, (_, seed) =>
    demoDefaults.methods.map((method): DemoRun => ({ method, seed, path: join(out, `${method}-s${seed}`) })),
  ).flat();
  let epochsDone = 0;
  const onEpoch = () => {
    epochsDone++;
    progress.live(() => progressText(runs.length, epochsDone, performance.now() - start));
  };
  let results: MethodResult[];
  try {
    results = await trainAll(runs, program, onEpoch, interrupt);
  } finally {
    progress.clear();
  }

  progress.line(`\n${comparisonTable(results, progress.terminal.width)}\n`);
  const report = join(out, 'report.html');
  await writeReport(
    runs.map(({ path }) => path),
    report,
  );
  const seconds = (performance.now() - start) / 1000;
  progress.line(`${runs.length} trainings in ${duration(seconds)}. Learning curves and more: ${report}`);
}

/** More trainings of each method would take hours. */
const mostSeeds = 100;

/** Throws unless `value` is a number of trainings that the demo has. */
export function assertSeeds(argument: string, value: number): void {
  assertWholeNumber(argument, value, 1, mostSeeds + 1);
}

const demoOptions = {
  seeds: { check: assertSeeds, default: demoDefaults.seeds },
  out: { check: assertText, default: undefined },
} as const;

const surroundingsOptions = {
  program: { check: assertText, default: undefined },
  stream: { check: assertStream, default: undefined },
} as const;

function assertStream(argument: string, value: ProgressStream): void {
  if (typeof value?.write !== 'function')
    rejectType(argument, 'be a stream that can be written to', show(value));
}

interface DemoRun {
  method: MethodName;
  seed: number;
  path: string;
}

/** Trains all runs, some at a time; where one fails, no other goes on. */
async function trainAll(
  runs: readonly DemoRun[],
  program: string,
  onEpoch: () => void,
  interrupt: Interrupt,
): Promise<MethodResult[]> {
  const results: MethodResult[] = [];
  const waiting = [...runs.entries()];
  const failure = new AbortController();
  interrupt.aborted.addEventListener('abort', () => failure.abort());
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [index, { method, seed, path }] = next;
      const { last } = await trainApart(
        { job: demoJob, options: { method, seed, backend: BACKEND, out: path } },
        {
          program,
          tell: ({ type }) => {
            if (type === 'epoch') onEpoch();
          },
          signal: failure.signal,
        },
      );
      results[index] = { method, accuracy: last.accuracy };
    }
  };
  try {
    await Promise.all(Array.from({ length: PROCESSES }, worker));
  } catch (error) {
    waiting.length = 0;
    failure.abort();
    if (!interrupt.signal) throw error;
    const done = Object.keys(results).length;
    const message = `Stopped: ${done} of ${runs.length} trainings are done. A demo begins anew, in another folder; the trainings of this one are in ${dirname(runs[0]!.path)}.`;
    throw new InterruptedError(interrupt.signal, { message, resumable: false });
  }
  return results;
}

/** '100 zeros down to 2 nines, tested on the other 1,521'. */
function digitsInWords(): string {
  const { test } = longTailedDigits(loadDigits(), 0);
  const [zeros, nines] = [digitsPerClass[0]!, digitsPerClass.at(-1)!];
  return `${zeros} zeros down to ${nines} nines, tested on the other ${count(test.labels.length)}`;
}

function progressText(runs: number, epochsDone: number, milliseconds: number): string {
  const epochs = runs * digitsDefaults.epochs;
  const left = (milliseconds / 1000) * (epochs / epochsDone - 1);
  return `${Math.floor(epochsDone / digitsDefaults.epochs)} of ${runs} trainings, ${duration(left)} left`;
}

/** Takes a folder for this demo alone: an empty one, or one that does not exist. */
async function takeFolder(out: string): Promise<{ out: string; lock: RunLock }> {
  return { out, lock: await takeRunFolder(out, false) };
}

/** The demo can be run again without a thought: each time into a folder of its own. */
async function takeFreeFolder(base: string): Promise<{ out: string; lock: RunLock }> {
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base}-${number}`;
    if (existsSync(name)) continue;
    try {
      return await takeFolder(name);
    } catch (error) {
      // Another demo was faster.
      if (!(error instanceof FolderInUseError || error instanceof FolderTakenError)) throw error;
    }
  }
}
