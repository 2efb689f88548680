import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { PlaygroundData } from '../../../examples/playground/src/state/playground-data';
import type { Run } from '../../../examples/playground/src/state/run';
import { settingsOf } from '../../../examples/playground/src/state/settings-of';
import { dataSets, putRuns, runs, settings } from '../../../examples/playground/src/state/store';
import type { Report } from '../../../examples/playground/src/worker/messages';
import { pauseAll, startPool, stopAll } from '../../../examples/playground/src/worker/pool';

/** The workers that were started, which train nothing: the test reports in their place. */
let workers: PretendedWorker[] = [];

class PretendedWorker {
  onmessage: ((event: { data: Report }) => void) | undefined;
  readonly asked: string[] = [];
  constructor() {
    workers.push(this);
  }
  postMessage({ type }: { type: string }): void {
    this.asked.push(type);
  }
  terminate(): void {}
  report(data: Report): void {
    this.onmessage!({ data });
  }
}

vi.stubGlobal('Worker', PretendedWorker);
vi.stubGlobal('navigator', { hardwareConcurrency: 1 });

const waiting = (seed: number): Run => ({
  id: `run ${seed}`,
  created: '2026-01-01T00:00:00.000Z',
  settings: settingsOf('ce', seed, settings.value),
  dataId: 'digits',
  steps: [],
  done: 0,
  status: 'waiting',
});
const statuses = () => runs.value.map(({ status }) => status);
const begin = (worker: PretendedWorker) =>
  worker.report({ type: 'started', start: { method: 'ce', steps: 9, epochs: 3 } as never });
const end = (classifier: ArrayBuffer | undefined): Report => ({
  type: 'ended',
  status: 'stopped',
  classifier,
  memory: { tensors: 0, baseline: 0 },
});

let stopPool: () => void;

beforeEach(() => {
  dataSets.value = new Map([['digits', { id: 'digits' } as PlaygroundData]]);
  stopPool = startPool();
});

afterEach(() => {
  runs.value = [];
  stopPool();
  workers = [];
});

afterAll(() => vi.unstubAllGlobals());

test('what waits behind a paused run trains when that is removed, and so do runs that are asked for later', () => {
  putRuns(waiting(0), waiting(1));
  pauseAll();
  expect(statuses()).toEqual(['paused', 'waiting']);
  runs.value = runs.value.slice(1);
  expect(statuses()).toEqual(['training']);
  pauseAll();
  runs.value = [];
  putRuns(waiting(2));
  expect(statuses()).toEqual(['training']);
});

test('runs that are stopped before their first step leave the list, and those that have learnt stay', () => {
  putRuns(waiting(0), waiting(1));
  begin(workers[0]!);
  stopAll();
  expect(runs.value.map(({ id }) => id)).toEqual(['run 0']);
  expect(workers[0]!.asked).toEqual(['start', 'stop']);
  workers[0]!.report(end(undefined));
  expect(runs.value).toEqual([]);

  putRuns(waiting(2), waiting(3));
  stopAll();
  expect([workers.length, runs.value]).toEqual([2, []]);

  putRuns(waiting(4));
  begin(workers.at(-1)!);
  workers.at(-1)!.report(end(new ArrayBuffer(8)));
  expect(statuses()).toEqual(['stopped']);
  expect(runs.value[0]!.classifier?.byteLength).toBe(8);
});
