/** Node has it, browsers have not. */
const { setImmediate } = globalThis as { setImmediate?: (run: () => void) => void };

/**
 * Resolves in the next turn of the event loop, so that signals, messages and input are heard in between: a promise that
 * is resolved already would keep them waiting, and a browser's timer waits for four milliseconds.
 *
 * @example
 * ```ts
 * import { nextTurn } from 'mbib/jobs';
 *
 * for (let step = 0; step < 3; step++) {
 *   // A step that computes.
 *   await nextTurn(); // Ctrl-C is heard here
 * }
 * ```
 */
export const nextTurn: () => Promise<void> = setImmediate
  ? () => new Promise((resolve) => setImmediate(resolve))
  : () =>
      new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => {
          port1.close();
          resolve();
        };
        port2.postMessage(undefined);
      });
