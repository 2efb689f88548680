import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import type { Report } from '../figure';
import { median, type Rounds, ratioOf, takeTurns, turnOf } from '../turns';
import { finish, mbib } from './contestants';
import { disposeTask, makeTask } from './task';

interface Size {
  classes: number;
  batch: number;
  taps: number;
}

const base: Size = { classes: 1000, batch: 64, taps: 3 };

/** What grows, from the size that the others are compared with on. */
const series: Record<string, Size[]> = {
  'classes, against 10': [10, 100, 1000, 10_000].map((classes) => ({ ...base, classes })),
  'the batch, against 16': [16, 64, 256].map((batch) => ({ ...base, batch })),
  'taps, against 1': [1, 2, 3, 5].map((taps) => ({ ...base, taps })),
};

/** How the time of the MBIB loss grows with the size of the task, on cpu or wasm. */
export async function measureGrowth(backend: string, rounds: Rounds, report: Report): Promise<void> {
  await tf.setBackend(backend);
  for (const [grown, sizes] of Object.entries(series)) {
    const tasks = sizes.map(({ taps, ...size }) => makeTask({ ...size, gamma: 0 }, Array(taps).fill(1)));
    const turns = tasks.map((task) => turnOf(() => finish(mbib(task))));
    const times = await takeTurns(Object.fromEntries(turns.entries()), rounds);
    sizes.forEach((size, i) => {
      report({
        figure: `growth of MBIB's time with ${grown}`,
        backend,
        ...size,
        ...ratioOf(times[i]!, times[0]!),
        milliseconds: { MBIB: median(times[i]!) },
      });
    });
    tasks.forEach(disposeTask);
  }
}
