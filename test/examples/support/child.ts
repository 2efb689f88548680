import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** How a child process ended. */
export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  output: string;
  /** From its start to its end. */
  milliseconds: number;
}

/** Arguments of {@link runScript}. */
export interface ScriptOptions {
  /** Sends a signal so long after the start, unless the script has ended. */
  kill?: { signal: NodeJS.Signals; after: number };
  cwd?: string;
  /** Called with all output so far whenever there is more. */
  onOutput?: (output: string, kill: (signal: NodeJS.Signals) => void) => void;
}

/**
 * Runs a TypeScript file of the repository in a Node process of its own, in which `mbib` is the library's source.
 *
 * @param script relative to the repository's root
 */
export function runScript(script: string, words: string[], options: ScriptOptions = {}): Promise<Ended> {
  const { kill, cwd = root, onOutput } = options;
  const start = performance.now();
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), `${root}${script}`, ...words], {
    cwd,
    env: { ...process.env, TSX_TSCONFIG_PATH: `${root}tsconfig.json` },
  });
  const timer = kill && setTimeout(() => child.kill(kill.signal), kill.after);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text) => {
      output += text;
      onOutput?.(output, (signal) => child.kill(signal));
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, output, milliseconds: performance.now() - start });
    });
  });
}
