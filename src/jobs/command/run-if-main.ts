import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Job } from '../run/job';
import { replicaRequest } from '../run/replicas/replica-request';
import { serveReplica } from '../run/replicas/serve-replica';
import { addJob } from './add-job';
import { newProgram } from './help/new-program';
import { parseAndExit } from './parse-and-exit';
import { startOf } from './start-of';

/**
 * Makes the module of a job a program of its own: where the module is what Node was started with, the job is trained by the
 * options of the command line, and the process ends, with the codes that `runCommand` has. Where the module is imported,
 * nothing happens.
 *
 * @param url `import.meta.url` of the module
 * @param job what is trained
 *
 * @example
 * ```ts
 * import { type Job, runIfMain } from 'mbib/jobs';
 *
 * declare const job: Job;
 * await runIfMain(import.meta.url, job); // npx tsx my-job.ts --epochs 3
 * ```
 */
export async function runIfMain(url: string, job: Job): Promise<void> {
  const file = fileURLToPath(url);
  const request = replicaRequest();
  if (request) {
    if (request.program === url && request.job === job.name) await serveReplica(request, [job]);
    return;
  }
  if (!isMain(file)) return;
  const start = startOf(file);
  await parseAndExit(addJob(newProgram(job.name), job, { program: url, start }), start);
}

/** A link is followed, as Node does; the ending may be left out. */
function isMain(file: string): boolean {
  const [, started] = process.argv;
  if (started === undefined) return false;
  const { ext = '' } = /(?<ext>\.\w+)$/.exec(file)!.groups!;
  return [started, `${started}${ext}`].some((path) => {
    try {
      return realpathSync(path) === file;
    } catch {
      return false;
    }
  });
}
