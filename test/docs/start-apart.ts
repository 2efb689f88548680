import { mkdir } from 'node:fs/promises';
import { chdir } from 'node:process';
import * as tf from '@tensorflow/tfjs';
import { onTestFinished, vi } from 'vitest';
import { temporaryFolder } from '../jobs/support/temporary-folder';
import { makeMine } from './given';

/**
 * An example of the sources has a folder of its own to run in, and what it finds there; the guides' go on from each other. After it the
 * process is as it was, in the folder `back`.
 */
export async function startApart(code: string, back: string): Promise<void> {
  const folder = await temporaryFolder();
  await mkdir(`${folder}/runs`);
  await makeMine(folder, code);
  chdir(folder);
  onTestFinished(() => chdir(back));
  await tf.setBackend('wasm');
  // A command ends the process, and reads its words.
  vi.spyOn(process, 'exit').mockImplementation(() => undefined as never);
  const argv = process.argv;
  process.argv = ['node', 'train.ts', '--version'];
  const handlers = new Map(
    ['uncaughtException', 'unhandledRejection'].map((event) => [event, process.listeners(event as 'exit')]),
  );
  onTestFinished(() => {
    for (const [event, before] of handlers) {
      const added = process.listeners(event as 'exit').filter((handler) => !before.includes(handler));
      for (const handler of added) process.off(event, handler);
    }
    process.argv = argv;
    process.exitCode = 0;
  });
}
