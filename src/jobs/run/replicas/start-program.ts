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
  const tsx = /\.[cm]?tsx?$/.test(file) ? apisOfTsx(file) : undefined;
  if (tsx === undefined) return new Worker(file, words);
  // With tsx in `execArgv`, the threads of Node 20 still know no TypeScript.
  const start = `require(${JSON.stringify(tsx.cjs)}).register();
  import(${JSON.stringify(tsx.esm)}).then(({ register }) => {
    register();
    return import(${JSON.stringify(program)});
  })`;
  return startWith(withoutTsx(process.execArgv), (execArgv) => {
    return new Worker(start, { ...words, eval: true, execArgv });
  });
}

/** Starts a thread with words for Node, but for those that hold for the whole process, which a thread refuses to be given. */
function startWith(execArgv: string[], start: (execArgv: string[]) => Worker): Worker {
  try {
    return start(execArgv);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ERR_WORKER_INVALID_EXEC_ARGV') throw error;
    const refused = new Set(message.replace(/^.*?: /, '').split(', '));
    return start(execArgv.filter((word) => !refused.has(word)));
  }
}

/** Words for Node without those that load tsx, which the thread loads itself. */
export function withoutTsx(words: readonly string[]): string[] {
  const isTsx = (word: string | undefined) => word !== undefined && /(^|[=/\\])tsx([/\\]|$)/.test(word);
  const takesModule = (word: string | undefined) =>
    word !== undefined && /^(-r|--require|--import|--loader|--experimental-loader)$/.test(word);
  return words.filter((word, i) => !isTsx(word) && !(takesModule(word) && isTsx(words[i + 1])));
}

/** What makes Node read TypeScript, for projects of CommonJS and of ES modules. */
interface TsxApis {
  cjs: string;
  esm: string;
}

/** Those of the tsx that is installed beside the program, or that this process was started with. */
function apisOfTsx(program: string): TsxApis | undefined {
  const loaders = process.execArgv.filter((word) => word.includes('tsx'));
  for (const from of [program, ...loaders]) {
    try {
      const { resolve } = createRequire(from);
      // What a require is given; the ES module beside it is the one that an import finds its files with.
      const esm = resolve('tsx/esm/api').replace(/\.cjs$/, '.mjs');
      return { cjs: resolve('tsx/cjs/api'), esm: pathToFileURL(esm).href };
    } catch {
      // The next place, if there is one.
    }
  }
  return undefined;
}
