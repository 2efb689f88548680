import { batch, effect, signal, untracked } from '@preact/signals';
import { bestEpoch, type EpochLine, endLine, messageOf, type RunLog, secondsOf } from 'mbib/jobs';
import type { PlaygroundData } from '../state/playground-data';
import type { Run } from '../state/run';
import { changeRun, dataSets, runs } from '../state/store';
import { type DataFeatures, type EncodingProgress, featuresOf } from './features/features';
import type { Memory, Report, Request } from './messages';

/** A run that has a worker. */
interface Worked {
  worker: Worker;
  /** Whether it is paused, which it may be before it has begun to train. */
  paused: boolean;
}

/** As many runs train at once as there are cores; two share a GPU. */
const MOST_ON_GPU = 2;

const working = new Map<string, Worked>();

/** The number of tensors of the last worker that has ended, after it had freed everything and before it had begun: for tests. */
export const memoryAfter = signal<Memory | undefined>(undefined);

/** Whether new runs begin as soon as there is a core for them. */
let held = false;

/**
 * Lets waiting runs train as soon as there is a core for them, and ends the workers of runs that were removed.
 *
 * @returns stops doing so
 */
export function startPool(): () => void {
  return effect(() => {
    const there = new Map(runs.value.map((run) => [run.id, run]));
    untracked(() => {
      for (const id of working.keys()) if (!there.has(id)) end(id);
      // Where the paused runs were removed there is nothing to continue, and what waits would wait for ever.
      held &&= [...working.values()].some(({ paused }) => paused);
      work();
    });
  });
}

function work(): void {
  for (const run of runs.value) {
    if (run.status === 'waiting' && !working.has(run.id) && !held && hasRoom(run)) begin(run);
  }
}

/** Pauses every run; those that wait go on waiting. */
export function pauseAll(): void {
  held = true;
  for (const [id, worked] of working) {
    worked.paused = true;
    tell(id, { type: 'pause' });
    changeRun(id, (run) => ({ ...run, status: 'paused' }));
  }
}

/** Lets every paused run go on. */
export function continueAll(): void {
  held = false;
  for (const [id, worked] of working) {
    worked.paused = false;
    tell(id, { type: 'continue' });
    changeRun(id, (run) => ({ ...run, status: 'training' }));
  }
  work();
}

/** Stops every run that trains, is paused or waits. Their classifiers stay. */
export function stopAll(): void {
  held = false;
  // Together, or a run that waits would begin in the place of one that was stopped.
  batch(() => {
    for (const { id, status } of runs.value) {
      if (status === 'waiting' || working.has(id)) stopRun(id);
    }
  });
}

/** Stops a run. Its classifier stays, as far as it has learnt. One that has not done a step has none, and leaves the list. */
export function stopRun(id: string): void {
  if (runs.value.find((run) => run.id === id)?.log) {
    tell(id, { type: 'stop' });
    return;
  }
  end(id);
  drop(id);
}

function drop(id: string): void {
  runs.value = runs.value.filter((run) => run.id !== id);
}

/** For tests: makes the worker of a run lose its GPU. */
export function loseDeviceOf(id: string): void {
  tell(id, { type: 'loseDevice' });
}

function hasRoom({ settings: { backend } }: Run): boolean {
  const onGpu = backend === 'webgl' || backend === 'webgpu';
  return working.size < (onGpu ? MOST_ON_GPU : Math.max(1, navigator.hardwareConcurrency));
}

function begin(run: Run): void {
  const data = dataSets.value.get(run.dataId);
  if (!data) {
    changeRun(run.id, (each) => ({
      ...each,
      status: 'failed',
      error: 'Its pictures are not here any more. Choose them again and start a new run.',
    }));
    return;
  }
  const worker = new Worker(new URL('./training-worker.ts', import.meta.url), { type: 'module' });
  working.set(run.id, { worker, paused: false });
  worker.onmessage = ({ data: report }: MessageEvent<Report>) => receive(run.id, report);
  worker.onerror = ({ message }) =>
    receive(run.id, {
      type: 'failed',
      message: message || 'The training worker cannot be loaded. Load the page again.',
      deviceLost: true,
      memory: undefined,
    });
  changeRun(run.id, (each) => ({ ...each, status: 'training' }));
  const start = (features: DataFeatures | undefined) =>
    tell(run.id, { type: 'start', settings: run.settings, data: onlyPixels(data), features });
  if (run.settings.from === 'scratch') {
    start(undefined);
    return;
  }
  const onProgress = ({ done, all }: EncodingProgress) =>
    receive(run.id, { type: 'preparing', sentence: `Features: picture ${done + 1} of ${all}.` });
  featuresOf(data, onProgress).then(start, (error) =>
    receive(run.id, { type: 'failed', message: messageOf(error), deviceLost: false, memory: undefined }),
  );
}

/** What a worker trains on, without the pictures that pixels and features were made of. */
function onlyPixels({ thumbnails: _, originals: __, ...data }: PlaygroundData): PlaygroundData {
  return data;
}

function tell(id: string, request: Request): void {
  working.get(id)?.worker.postMessage(request);
}

function end(id: string): void {
  working.get(id)?.worker.terminate();
  working.delete(id);
}

/** The steps of all runs since the page was drawn the last time. */
let steps: [id: string, report: Report][] = [];
const TOGETHER_MS = 250;

/** Takes the steps of all runs together, a few times a second: each change draws curves anew. */
function receive(id: string, report: Report): void {
  if (report.type !== 'steps') {
    takeSteps();
    take(id, report);
    return;
  }
  if (steps.length === 0) setTimeout(takeSteps, TOGETHER_MS);
  steps.push([id, report]);
}

function takeSteps(): void {
  const taken = steps;
  steps = [];
  batch(() => {
    for (const [id, report] of taken) take(id, report);
  });
}

function take(id: string, report: Report): void {
  // What comes late of a run that was stopped or removed is no news.
  if (!working.has(id)) return;
  if (report.type !== 'ended' && report.type !== 'failed') {
    changeRun(id, (run) => changed(run, report));
    return;
  }
  memoryAfter.value = report.memory;
  // This ends what a lost device may have left, and frees the memory of the backend itself.
  end(id);
  if (report.type === 'ended' && !report.classifier) drop(id);
  else changeRun(id, (run) => changed(run, report));
}

/** A run after a report of its worker. */
function changed(run: Run, report: Report): Run {
  switch (report.type) {
    case 'preparing':
      return { ...run, preparing: report.sentence };
    case 'started': {
      const { start } = report;
      const { preparing: _, ...begun } = run;
      return { ...begun, log: { name: start.method, start, epochs: [], resumes: 0, end: null } };
    }
    case 'steps':
      return { ...run, done: report.done, steps: [...run.steps, ...report.steps] };
    case 'epoch': {
      const { line, outputs, heads } = report;
      return { ...run, log: withEpoch(run.log!, line), outputs, ...(heads && { heads }) };
    }
    case 'ended': {
      const { status, classifier } = report;
      const log = status === 'finished' ? ended(run.log!) : run.log;
      return { ...run, status, ...(log && { log }), ...(classifier && { classifier }) };
    }
    case 'failed': {
      const advice = report.deviceLost
        ? ' What it had learnt is gone: start it again, or choose another backend.'
        : '';
      return { ...run, status: 'failed', error: report.message + advice, diverged: report.diverged === true };
    }
  }
}

function withEpoch(log: RunLog, line: EpochLine): RunLog {
  return { ...log, epochs: [...log.epochs, line] };
}

function ended(log: RunLog): RunLog {
  const line = endLine(log.epochs.at(-1)!, bestEpoch(log)!, secondsOf(log));
  return { ...log, end: { ...line, time: new Date().toISOString() } };
}
