import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe } from 'vitest';
import { testWhatServes } from './served';

describe('mbib/accelerate imported when the wasm backend is in use', () => {
  beforeAll(() => tf.setBackend('wasm'));

  testWhatServes(true, () => import('mbib/accelerate'));
});
