import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startBackend } from '../../../src/jobs/backend/start-backend';
import type { MethodName } from '../../../src/jobs/nets/methods';
import { InterruptedError } from '../../../src/jobs/run/interrupt';
import type { JobOptions, RunPlace } from '../../../src/jobs/run/job';
import { openRun } from '../../../src/jobs/run/open-run';
import { runRecipe } from '../../../src/jobs/run/run-recipe';
import { temporaryFolder } from '../support/temporary-folder';
import { tinyForm, tinyRecipe } from '../support/tiny-recipe';
import { weightsOf } from '../support/weights-of';

/** Trains for five epochs of five steps, of which the last has deferred class weights, and gives the weights of the classifier. */
async function train(given: Partial<JobOptions> & RunPlace, interruptAt = Infinity) {
  const backend = { ...(await startBackend('cpu')), check: () => {} };
  const run = await openRun<JobOptions>(tinyForm, { epochs: 5, ...given });
  let asked = 0;
  const schedule = () => {
    if (++asked === interruptAt) process.emit('SIGINT', 'SIGINT');
    return 0.05;
  };
  const recipe = { ...tinyRecipe(run.options), schedule, epochs: run.options.epochs };
  await runRecipe(run, backend, recipe);
  return weightsOf(run.folder.path);
}

// One of each kind: with weights late in the training, a loss of the whole batch, branches, and branch z alone.
test.each(['ldam-drw', 'lade', 'reslt', 'bsce-mlp'] as const satisfies MethodName[])(
  '%s goes on from a checkpoint in its last epoch as if nothing had been',
  async (method) => {
    const folder = await temporaryFolder();
    const whole = await train({ method, out: join(folder, 'whole') });
    const out = join(folder, 'interrupted');
    await expect(train({ method, out }, 27)).rejects.toThrow(InterruptedError);
    expect(await train({ method, out, resume: true })).toEqual(whole);
  },
  60_000,
);

test('deferred class weights change the last epoch', async () => {
  const folder = await temporaryFolder();
  const late = await train({ method: 'ce-drw', out: join(folder, 'late') });
  const never = await train({ method: 'ce-drw', drwStart: 1, out: join(folder, 'never') });
  expect(late).not.toEqual(never);
});
