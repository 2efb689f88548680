import { signal } from '@preact/signals';
import type { ToyAnswer, ToyRequest } from './toy-messages';
import type { ToyMethod } from './train-toy';

/** The last answer for each method. */
export const toyAnswers = signal<Readonly<Partial<Record<ToyMethod, ToyAnswer>>>>({});

let worker: Worker | undefined;

/** Asks the worker, which starts with the first request, for the boundaries at an imbalance. */
export function askToy(request: ToyRequest): void {
  if (!worker) {
    worker = new Worker(new URL('./toy-worker.ts', import.meta.url), { type: 'module' });
    worker.onmessage = ({ data }: MessageEvent<ToyAnswer>) => {
      toyAnswers.value = { ...toyAnswers.value, [data.method]: data };
    };
  }
  worker.postMessage(request);
}
