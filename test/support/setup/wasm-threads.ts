/// <reference types="vite/client" />
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import plain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threaded from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import * as tf from '@tensorflow/tfjs-core';
import { startBackend } from './start';

setWasmPaths({
  'tfjs-backend-wasm.wasm': plain,
  'tfjs-backend-wasm-simd.wasm': simd,
  'tfjs-backend-wasm-threaded-simd.wasm': threaded,
});
// The build of 4.22 computes in one thread whatever is asked for, but its memory is shared, and eight workers stand by.
setThreadsCount(2);
await startBackend('wasm');
const { wasm } = tf.backend() as unknown as { wasm: { HEAPU8: Uint8Array } };
// Without the headers of a cross-origin isolated page tfjs takes the build without threads, and says nothing.
if (!(wasm.HEAPU8.buffer instanceof SharedArrayBuffer))
  throw new Error('the memory is not shared by threads');
