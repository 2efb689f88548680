import 'mbib/accelerate';
import { isMainThread } from 'node:worker_threads';
import { type Job, type JobOptions, runIfMain } from 'mbib/jobs';
import { tinyForm, tinyRecipe } from './tiny-recipe';

/** A job for replicas: `crash` says in which way that of number 1 ends in its third step. */
export const job: Job<JobOptions, { crash?: string }> = {
  ...tinyForm,
  title: 'a tiny net on random images',
  options: { crash: { text: 'how a replica ends', value: 'way' } },
  reading: ['crash'],
  recipe: ({ crash, ...options }) => {
    const recipe = tinyRecipe(options);
    if (isMainThread || crash === undefined) return recipe;
    const { lossAndScores } = recipe.net;
    let steps = 0;
    recipe.net.lossAndScores = (...batch) => {
      if (++steps === 3) {
        if (crash === 'exit') process.exit(7);
        throw new Error('the test wants it');
      }
      return lossAndScores(...batch);
    };
    return recipe;
  },
};

runIfMain(import.meta.url, job);
