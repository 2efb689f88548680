import { parentPort } from 'node:worker_threads';
import type { BatchReport, BatchTask } from './batch-task';
import { type PhotoReader, photoReader } from './photo-reader';
import { UnreadablePhotoError } from './unreadable-photo';

let reader: Promise<PhotoReader> | undefined;
let configuration = '';

/** A reader is kept for as long as the tasks ask for the same. */
function readerFor({ root, transform }: BatchTask): Promise<PhotoReader> {
  const asked = JSON.stringify([root, transform]);
  if (!reader || asked !== configuration) {
    reader = photoReader(root, transform);
    configuration = asked;
  }
  return reader;
}

/** Reads photographs of a batch until all are taken, by this worker or by others. */
async function work(task: BatchTask): Promise<BatchReport> {
  const { paths, seeds, pixels, next } = task;
  const unreadable: BatchReport['unreadable'] = [];
  try {
    const read = await readerFor(task);
    const length = task.transform.imageSize ** 2 * 3;
    for (let i = Atomics.add(next, 0, 1); i < paths.length; i = Atomics.add(next, 0, 1)) {
      try {
        await read(paths[i]!, seeds[i]!, pixels.subarray(i * length, (i + 1) * length));
      } catch (error) {
        if (!(error instanceof UnreadablePhotoError)) throw error;
        unreadable.push({ photo: i, reason: error.message });
      }
    }
    return { id: task.id, unreadable };
  } catch (error) {
    Atomics.store(next, 0, paths.length);
    reader = undefined;
    return { id: task.id, unreadable, failure: (error as Error).message };
  }
}

let last: Promise<void> = Promise.resolve();
parentPort!.on('message', (task: BatchTask) => {
  last = last.then(async () => parentPort!.postMessage(await work(task)));
});
