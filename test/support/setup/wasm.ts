import '@tensorflow/tfjs-backend-wasm';
import { startBackend } from './start';

await startBackend('wasm');
