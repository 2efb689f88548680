import { create, globals } from 'webgpu';
import { startBackend } from './start';
import { failOnWebgpuErrors } from './webgpu-errors';

// The backend registers itself only where it finds navigator.gpu, so the GPU has to be there before its import.
Object.assign(globalThis, globals);
Object.defineProperty(globalThis, 'navigator', { value: { gpu: create([]) }, configurable: true });
await import('@tensorflow/tfjs-backend-webgpu');

await startBackend('webgpu');
failOnWebgpuErrors();
