import { Worker, type WorkerOptions } from 'node:worker_threads';

/**
 * A worker whose script is TypeScript, of the sources of this package: it loads what reads that first. The built package has none.
 *
 * @param script address of the file
 *
 * @example
 * ```ts
 * const worker = workerFromSource(new URL('./photo-worker.ts', import.meta.url));
 * ```
 */
export function workerFromSource(script: URL, options: WorkerOptions = {}): Worker {
  const tsx = JSON.stringify(import.meta.resolve('tsx/esm/api'));
  const start = `import(${tsx}).then(({ register }) => { register(); return import(${JSON.stringify(script.href)}); })`;
  // With tsx in `execArgv`, the threads of Node 20 still know no TypeScript.
  return new Worker(start, { ...options, eval: true, execArgv: [] });
}
