import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Runs the command mbib of this checkout in a process of its own, which prints where this one does.
 *
 * @throws Error where it fails
 */
export async function mbib(...words: string[]): Promise<void> {
  const child = spawn('npx', ['tsx', 'examples/mbib.ts', ...words], { stdio: 'inherit' });
  const [code, signal] = await once(child, 'exit');
  if (code !== 0) throw new Error(`mbib ${words.join(' ')} ended with ${signal ?? `code ${code}`}`);
}
