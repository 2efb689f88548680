import '@tensorflow/tfjs-backend-webgl';
import * as tf from '@tensorflow/tfjs-core';
import { startBackend } from './start';

// As on many phones: textures hold half floats.
tf.env().set('WEBGL_FORCE_F16_TEXTURES', true);
await startBackend('webgl');
