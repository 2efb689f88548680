import { parentPort } from 'node:worker_threads';
import { startBackend } from '../../backend/start-backend';
import { messageOf } from '../../log/message-of';
import { assertArithmetic, type ServingPort, serveTasks } from '../../loop/replicas/serve-tasks';
import type { Net } from '../../nets/build-net';
import type { Job } from '../job';
import { taughtBy } from '../teacher/taught-by';
import type { ReplicaRequest } from './replica-request';

/**
 * Makes this thread a replica of a run: builds the net of the job, and computes what the main thread asks for. Ends with that.
 *
 * @param jobs to choose from, by the name in the request
 */
export async function serveReplica(
  request: ReplicaRequest,
  // biome-ignore lint/suspicious/noExplicitAny: any job, each with its own options.
  jobs: readonly Job<any, any, any>[],
): Promise<never> {
  const port: ServingPort = {
    post: (answer) => parentPort!.postMessage(answer),
    onMessage: (listener) => parentPort!.on('message', listener),
  };
  try {
    const { memory, microBatch, weights } = request;
    serveTasks(port, { net: await netOf(request, jobs), memory, microBatch, weights });
  } catch (error) {
    port.post({ type: 'failure', message: messageOf(error) });
  }
  // The main thread ends this one.
  return new Promise(() => {});
}

/** Builds the net as the main thread does, but for its weights, which come with the first task. */
async function netOf(request: ReplicaRequest, jobs: readonly Job[]): Promise<Net> {
  const { job: name, options, backend } = request;
  const job = jobs.find((each) => each.name === name);
  if (!job) {
    const names = jobs.map((each) => `'${each.name}'`).join(', ');
    throw new Error(`its program trains ${names} where it is to be a replica of '${name}'`);
  }
  const tell = () => {};
  const data = request.data ?? (await job.load?.(options, { tell }));
  await startBackend(backend);
  assertArithmetic(request.arithmetic);
  const recipe = await job.recipe(options, { tell, data, resumed: true });
  return (await taughtBy(request.teacher, recipe)).net;
}
