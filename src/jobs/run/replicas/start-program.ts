import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';

/**
 * Starts a program a second time, in a thread. Where it is TypeScript, tsx has to be installed, unless Node reads TypeScript itself.
 *
 * @param program address of its module, `file://…`
 * @param workerData what the thread is told
 * @throws DataCloneError where that cannot be sent to a thread
 */
export function startProgram(program: string, workerData: unknown): Worker {
  const file = fileURLToPath(program);
  const words = { workerData, argv: process.argv.slice(2) };
  const tsx = /\.[cm]?tsx?$/.test(file) ? addressOfTsx(file) : undefined;
  if (tsx === undefined) return new Worker(file, words);
  // With tsx in `execArgv`, the threads of Node 20 still know no TypeScript.
  const start = `import(${JSON.stringify(tsx)}).then(({ register }) => {
    register();
    return import(${JSON.stringify(program)});
  })`;
  return new Worker(start, { ...words, eval: true, execArgv: [] });
}

/** Where tsx is: installed beside the program, or where the one lies that this process was started with. */
function addressOfTsx(program: string): string | undefined {
  const loaders = process.execArgv.filter((word) => word.includes('tsx'));
  for (const from of [program, ...loaders]) {
    try {
      // What a require is given; the ES module beside it is the one that an import finds its files with.
      const file = createRequire(from)
        .resolve('tsx/esm/api')
        .replace(/\.cjs$/, '.mjs');
      return pathToFileURL(file).href;
    } catch {
      // The next place, if there is one.
    }
  }
  return undefined;
}
