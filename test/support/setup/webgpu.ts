import '@tensorflow/tfjs-backend-webgpu';
import { startBackend } from './start';
import { failOnWebgpuErrors } from './webgpu-errors';

await startBackend('webgpu');
failOnWebgpuErrors();
