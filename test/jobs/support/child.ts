import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** How a child process ended. */
export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** Of both streams, as it came. */
  output: string;
  /** Of the standard output alone. */
  printed: string;
  /** Of the standard error output alone. */
  errors: string;
  /** From its start to its end. */
  milliseconds: number;
}

/** A signal for a child process, sent once `when` is true of what it has printed so far. */
export interface Kill {
  signal: NodeJS.Signals;
  when: (output: string) => boolean;
}

/** Options of {@link runScript}. */
export interface ScriptOptions {
  kill?: Kill;
  cwd?: string;
  /** Environment variables besides those of this process. */
  env?: Record<string, string>;
}

/**
 * Runs a TypeScript file of the repository in a Node process of its own, in which `mbib` is the library's source.
 *
 * @param script relative to the repository's root
 */
export function runScript(script: string, words: string[], options: ScriptOptions = {}): Promise<Ended> {
  const { kill, cwd = root, env } = options;
  const start = performance.now();
  const child = spawn(
    process.execPath,
    ['--import', import.meta.resolve('tsx'), `${root}${script}`, ...words],
    {
      cwd,
      env: { ...process.env, TSX_TSCONFIG_PATH: `${root}tsconfig.json`, ...env },
    },
  );
  let output = '';
  let printed = '';
  let errors = '';
  const timer = setInterval(() => {
    if (!kill?.when(output)) return;
    child.kill(kill.signal);
    clearInterval(timer);
  }, 5);
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text) => {
      output += text;
    });
  }
  child.stdout.on('data', (text) => {
    printed += text;
  });
  child.stderr.on('data', (text) => {
    errors += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearInterval(timer);
      resolve({ code, signal, output, printed, errors, milliseconds: performance.now() - start });
    });
  });
}
