import * as tf from '@tensorflow/tfjs-core';
import 'mbib/accelerate';
import { beforeAll, describe } from 'vitest';
import { testWhatServes } from './served';

describe('mbib/accelerate imported before the wasm backend', () => {
  beforeAll(() => import('@tensorflow/tfjs-backend-wasm'));

  testWhatServes(true, () => tf.setBackend('wasm'));
});
