import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** How a program ended. */
export interface ProgramEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** What it wrote to its standard output, and to the one for errors. */
  stdout: string;
  stderr: string;
}

/** A program under way. */
export interface StartedProgram {
  pid: number;
  /** Sends it a signal. */
  kill(signal: NodeJS.Signals): void;
  /** Resolves when its output holds a text, or when it has ended. */
  printed(text: string): Promise<void>;
  ended: Promise<ProgramEnd>;
}

/** Starts a Node program with its words. */
export function startProgram(program: string, words: readonly string[], cwd: string): StartedProgram {
  const child = spawn(process.execPath, [program, ...words], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].on('data', (text) => {
      output[name] += text;
    });
  }
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, ...output }));
  return {
    pid: child.pid!,
    kill: (signal) => void child.kill(signal),
    async printed(text) {
      while (!output.stdout.includes(text)) {
        const event = Promise.race([once(child.stdout, 'data').then(() => true), ended.then(() => false)]);
        if (!(await event)) return;
      }
    },
    ended,
  };
}
