import { readFile, writeFile } from 'node:fs/promises';
import { decodeTensorFile, type StoredTensor } from '../../../src/jobs/files/tensor-file';
import { encodeSealed } from '../../../src/jobs/run/checkpoints/sealed-tensor-file';
import type { Job, JobOptions, RunPlace } from '../../../src/jobs/run/job';
import type { Tell } from '../../../src/jobs/run/run-events';
import { runJob } from '../../../src/jobs/run/run-job';
import { tinyForm, tinyRecipe } from '../../jobs/support/tiny-recipe';

type TinyRecipe = ReturnType<typeof tinyRecipe>;

/** Trains the tiny job in this process. */
export function trainTiny(
  given: Partial<JobOptions> & RunPlace,
  change: (recipe: TinyRecipe) => Partial<TinyRecipe> = () => ({}),
  tell: Tell = () => {},
) {
  const job: Job<JobOptions> = {
    ...tinyForm,
    title: 'a tiny net on random images',
    recipe(options) {
      const recipe = tinyRecipe(options);
      return { ...recipe, ...change(recipe) };
    },
  };
  return runJob(job, given, { tell });
}

/** Stops a run by Ctrl-C at a step, counted over all epochs. */
export function stopAt(step: number) {
  let asked = 0;
  return ({ schedule }: TinyRecipe): Partial<TinyRecipe> => ({
    schedule: (epoch) => {
      if (++asked === step) process.emit('SIGINT', 'SIGINT');
      return schedule(epoch);
    },
  });
}

/** Changes what a checkpoint holds, as somebody does who knows how its hash is made. */
export async function edit(
  path: string,
  // biome-ignore lint/suspicious/noExplicitAny: a state is changed to what no state is.
  change: (state: any, tensors: StoredTensor[]) => void,
): Promise<void> {
  const { metadata, tensors } = decodeTensorFile(await readFile(path));
  const { sha256: _, state, ...others } = metadata;
  const changed = JSON.parse(state!);
  change(changed, tensors);
  await writeFile(path, encodeSealed({ metadata: { ...others, state: JSON.stringify(changed) }, tensors }));
}
