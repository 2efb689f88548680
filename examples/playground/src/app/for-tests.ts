import type { RunLog } from 'mbib/jobs';
import type { Run } from '../state/run';
import { data, runs } from '../state/store';
import { loseDeviceOf, memoryAfter } from '../worker/pool';

declare global {
  interface Window {
    /** What the page's tests, and whoever opens the browser's console, look at. */
    playground: typeof forTests;
  }
}

/** The page's state for tests and for the browser's console. */
export const forTests = {
  /** Every run. */
  get runs(): readonly Run[] {
    return runs.value;
  },
  /** The logs of the runs that have begun, as the jobs write them. */
  get logs(): RunLog[] {
    return runs.value.flatMap(({ log }) => log ?? []);
  },
  /** What the next training trains on, once it is there. */
  get data(): string | undefined {
    return data.value?.id;
  },
  /** Tensors of the last worker that ended: after everything was freed, and before the training. */
  get memory() {
    return memoryAfter.value;
  },
  /** Makes the workers lose their GPU, as when a driver restarts. */
  loseDevice() {
    for (const { id } of runs.value) loseDeviceOf(id);
  },
};
