import 'mbib/accelerate';
import { startBackend } from '../../../src/jobs/backend/start-backend';
import { openRun } from '../../../src/jobs/run/open-run';
import { runRecipe } from '../../../src/jobs/run/run-recipe';
import { tinyForm, tinyRecipe } from './tiny-recipe';

/** The recipe loop in a process of its own: `tiny-job.ts BACKEND EPOCHS FOLDER [--resume]`. */
const [backend, epochs, out, resume] = process.argv.slice(2);

const run = await openRun(tinyForm, {
  epochs: Number(epochs),
  backend: backend as 'cpu',
  out: out!,
  resume: resume === '--resume',
});
await runRecipe(run, await startBackend(run.options.backend), tinyRecipe(run.options));
process.exit();
