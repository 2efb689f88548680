import { parentPort } from 'node:worker_threads';
import { shownName } from '../../data/text/quoted';
import type { BatchReport, BatchTask } from './batch-task';
import { type PhotoReader, photoReader } from './photo-reader';
import { UnreadablePhotoError } from './unreadable-photo-error';

const readers = new Map<string, Promise<PhotoReader>>();

/** The reader of a source. It is kept, because it has memory that it uses for every photograph. */
function readerFor({ folder, transform }: BatchTask): Promise<PhotoReader> {
  const source = JSON.stringify([folder, transform]);
  const reader = readers.get(source) ?? photoReader(folder, transform);
  readers.set(source, reader);
  return reader;
}

/** Reads photographs of a batch until none is left that no worker has taken. */
async function work(task: BatchTask): Promise<BatchReport> {
  const { paths, seeds, pixels, sizes, next } = task;
  const unreadable: BatchReport['unreadable'] = [];
  try {
    const read = await readerFor(task);
    const length = task.transform.imageSize ** 2 * 3;
    for (let i = Atomics.add(next, 0, 1); i < paths.length; i = Atomics.add(next, 0, 1)) {
      try {
        const size = await read(paths[i]!, seeds[i]!, pixels.subarray(i * length, (i + 1) * length));
        sizes?.set([size.width, size.height], 2 * i);
      } catch (error) {
        if (!(error instanceof UnreadablePhotoError)) throw about(paths[i]!, error as Error);
        unreadable.push({ photo: i, reason: error.message });
      }
    }
    return { id: task.id, unreadable };
  } catch (error) {
    Atomics.store(next, 0, paths.length);
    readers.clear();
    return { id: task.id, unreadable, failure: (error as Error).message };
  }
}

/** An error that is not one photograph's, with the one at which it came. */
function about(path: string, error: Error): Error {
  const name = shownName(path);
  return error.message.startsWith(name) ? error : new Error(`${name}: ${error.message}`, { cause: error });
}

let last: Promise<void> = Promise.resolve();
parentPort!.on('message', (task: BatchTask) => {
  last = last.then(async () => parentPort!.postMessage(await work(task)));
});
