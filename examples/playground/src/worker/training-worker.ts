import 'mbib/accelerate';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { DivergedError, lossOptionsOf, messageOf } from 'mbib/jobs';
import { loadDigitsData } from '../data/load-digits-data';
import { ownData } from '../data/training-data';
import type { BackendName } from '../state/backend-names';
import { classify, formOf, loadClassifier, type PixelClassifier, saveClassifier } from './classifier';
import type { ModelName, Report, Request } from './messages';
import { Session } from './session';
import { deviceIsLost, loseDevice, startBackend } from './start-backend';

let session: Session | undefined;
let loaded: PixelClassifier | undefined;

function report(message: Report, transfer: Transferable[] = []): void {
  self.postMessage(message, { transfer });
}

self.onmessage = ({ data: request }: MessageEvent<Request>) => {
  if (request.type === 'start') void start(request);
  else if (request.type === 'pause') session?.setPaused(true);
  else if (request.type === 'continue') session?.setPaused(false);
  else if (request.type === 'loseDevice') loseDevice();
  else void answer(request);
};

/** Trains; whatever goes wrong becomes a message on the page. */
async function start({ options, own }: Extract<Request, { type: 'start' }>): Promise<void> {
  let started: Session | undefined;
  try {
    await session?.stop();
    session = undefined;
    await activate(options.backend);
    const data = own ? ownData(own, options.passes) : await loadDigitsData(options);
    started = new Session(options, data, report);
    session = started;
    await started.train();
  } catch (error) {
    // Then that is reported, and the page ends this worker.
    if (!(error instanceof DivergedError) && started && (await deviceIsLost())) return;
    const memory = (await started?.stop()) ?? null;
    session = undefined;
    report({ type: 'failed', message: explained(error), deviceLost: false, memory });
  }
}

function activate(backend: BackendName): Promise<void> {
  return startBackend(backend, (what) => {
    report({ type: 'failed', message: what, deviceLost: true, memory: null });
  });
}

async function answer(request: Extract<Request, { id: number }>): Promise<void> {
  const { id } = request;
  try {
    report({ type: 'answer', id, value: await answerTo(request) });
  } catch (error) {
    report({ type: 'refusal', id, message: explained(error) });
  }
}

async function answerTo(request: Extract<Request, { id: number }>): Promise<unknown> {
  switch (request.type) {
    case 'stop': {
      loaded?.model.dispose();
      loaded = undefined;
      const memory = await session?.stop();
      session = undefined;
      return memory ?? { tensors: tf.memory().numTensors, baseline: tf.memory().numTensors };
    }
    case 'save':
      return await saved(request.model);
    case 'load': {
      await activate(request.backend);
      const next = await loadClassifier(request.files);
      loaded?.model.dispose();
      loaded = next;
      return formOf(loaded);
    }
    case 'classify':
      return await classify(modelOf(request.model), request.pixels);
  }
}

/** A classifier that takes pixels. */
function modelOf(name: ModelName): LayersModel {
  const model = name === 'loaded' ? loaded?.model : session?.runs[name].classifier;
  return model ?? missing();
}

function saved(run: 0 | 1): Promise<ArrayBuffer> {
  if (!session) return missing();
  return saveClassifier(session.runs[run].recipe.net.classifier, session.describe(run));
}

function missing(): never {
  throw new Error('There is no such classifier any more: train one, or load one.');
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
