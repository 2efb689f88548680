import '@tensorflow/tfjs-backend-webgl';
import { startBackend } from './start';

await startBackend('webgl');
