import '@tensorflow/tfjs-backend-cpu';
import { startBackend } from './start';

await startBackend('cpu');
