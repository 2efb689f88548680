import 'mbib/accelerate';
import { type BackendName, startBackend } from '../../../src/jobs/backend/backend';
import { runRecipe } from '../../../src/jobs/run/loop';
import { type JobOptions, openRun } from '../../../src/jobs/run/run';
import { tinyDefaults, tinyRecipe } from './tiny-recipe';

/** The recipe loop in a process of its own: `tiny-job.ts BACKEND EPOCHS FOLDER [--resume]`. */
const [backend, epochs, out, resume] = process.argv.slice(2);

const run = await openRun<JobOptions>({
  job: 'tiny',
  given: { out: out!, resume: resume === '--resume' },
  defaults: { ...tinyDefaults, epochs: Number(epochs), backend: backend as BackendName },
  name: () => 'tiny',
});
await runRecipe(run, await startBackend(run.options.backend), tinyRecipe(run.options));
process.exit();
