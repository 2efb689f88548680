import '@tensorflow/tfjs-backend-webgl';
import * as tf from '@tensorflow/tfjs-core';
import { startBackend } from './start';

// As on devices that have WebGL 1 only: its shaders are in GLSL ES 1.00.
tf.env().set('WEBGL_VERSION', 1);
await startBackend('webgl');
