import 'mbib/accelerate';
import * as tf from '@tensorflow/tfjs-core';
import { DivergedError, lossOptionsOf, messageOf } from 'mbib/jobs';
import type { RunSettings } from '../state/run-settings';
import type { Report, Request } from './messages';
import type { Prepare, Prepared } from './prepared';
import { Session } from './session';
import { deviceIsLost, loseDevice, startBackend } from './start-backend';

let session: Session | undefined;
/** What was asked of the session before there was one. */
let paused = false;
let stopped = false;

function report(message: Report, transfer: Transferable[] = []): void {
  self.postMessage(message, { transfer });
}

self.onmessage = ({ data: request }: MessageEvent<Request>) => {
  switch (request.type) {
    case 'start':
      void start(request);
      return;
    case 'pause':
    case 'continue':
      paused = request.type === 'pause';
      session?.setPaused(paused);
      return;
    case 'stop':
      stopped = true;
      session?.stop();
      return;
    case 'loseDevice':
      loseDevice();
  }
};

/** Trains; whatever goes wrong becomes a message on the page. */
async function start({ settings, data, features }: Extract<Request, { type: 'start' }>): Promise<void> {
  let prepared: Prepared | undefined;
  let baseline = 0;
  try {
    report({ type: 'preparing', sentence: `Starting ${settings.backend}.` });
    await startBackend(settings.backend, (message) =>
      report({ type: 'failed', message, deviceLost: true, memory: undefined }),
    );
    baseline = tf.memory().numTensors;
    const prepare = await preparation(settings);
    prepared = await prepare(data, settings, features);
    session = new Session(settings, data, prepared, report, baseline);
    session.setPaused(paused);
    if (stopped) session.stop();
    await session.train();
  } catch (error) {
    // Then that is reported, and the page ends this worker.
    if (!(error instanceof DivergedError) && prepared && (await deviceIsLost())) return;
    prepared?.dispose();
    const memory = { tensors: tf.memory().numTensors, baseline };
    const diverged = error instanceof DivergedError;
    report({ type: 'failed', message: explained(error), deviceLost: false, diverged, memory });
  }
}

/** Each way to prepare is a part of its own, which is loaded where it is needed. */
async function preparation({ from }: RunSettings): Promise<Prepare> {
  return from === 'features'
    ? (await import('./features/prepare-from-features')).prepareFromFeatures
    : (await import('./prepare-from-scratch')).prepareFromScratch;
}

function explained(error: unknown): string {
  if (error instanceof DivergedError) {
    const advice = lossOptionsOf[error.method].includes('beta')
      ? 'Start again with a smaller β.'
      : 'Start again with another seed or other images.';
    return `${error.message} ${advice}`;
  }
  return messageOf(error);
}
