import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import type { Report } from '../figure';
import { measureInChromium } from '../page-in-chromium';
import type { Rounds } from '../turns';
import { extraBytesInNode } from './extra-bytes';
import { measureLosses } from './measure';
import type { PageOptions } from './page';
import { tasks } from './task';

/** Backends that losses are measured on: in Node, or in Chromium with a page for each. */
export const backends = ['cpu', 'wasm', 'webgl', 'webgpu'] as const;

/** Measures the losses on one backend. */
export async function measureLossesOn(
  backend: (typeof backends)[number],
  rounds: Rounds,
  report: Report,
): Promise<void> {
  if (backend === 'webgl' || backend === 'webgpu') {
    const options: PageOptions = { backend, tasks, rounds };
    await measureInChromium('test/bench/losses/page.ts', options, report);
  } else {
    await tf.setBackend(backend);
    await measureLosses(tasks, rounds, report, extraBytesInNode);
  }
}
