import '@tensorflow/tfjs-backend-webgl';
import '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import type { Report } from '../figure';
import type { Rounds } from '../turns';
import { measureLosses } from './measure';
import type { TaskOptions } from './task';

/** What the page is told to measure. */
export interface PageOptions {
  backend: string;
  tasks: TaskOptions[];
  rounds: Rounds;
}

const page = window as unknown as { report: Report; measure: (options: PageOptions) => Promise<void> };

page.measure = async ({ backend, tasks, rounds }) => {
  if (!(await tf.setBackend(backend))) throw new Error(`${backend} does not start in this Chromium.`);
  await measureLosses(tasks, rounds, page.report);
};
