import { existsSync, writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import type { Job } from 'mbib/jobs';
import { tinyDefaults, tinyForm, tinyRecipe } from '../jobs/support/tiny-recipe';

/** A tiny job whose first replica ends at its third step, once: the file `crashed` in the folder of the process says that it has. */
export const job: Job = {
  ...tinyForm,
  title: 'a tiny net on random images',
  // Its loss is made up of those of parts of a batch.
  defaults: () => ({ ...tinyDefaults, method: 'bsce' }),
  recipe: (options) => {
    const recipe = tinyRecipe(options);
    const { net } = recipe;
    let steps = 0;
    const lossAndScores: typeof net.lossAndScores = (...batch) => {
      if (!isMainThread && ++steps === 3 && !existsSync('crashed')) {
        writeFileSync('crashed', '');
        process.exit(7);
      }
      return net.lossAndScores(...batch);
    };
    return { ...recipe, net: { ...net, lossAndScores } };
  },
};
