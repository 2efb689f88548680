import 'mbib/accelerate';
import { type Job, type JobOptions, runCommand } from 'mbib/jobs';
import { tinyForm, tinyRecipe } from '../../jobs/support/tiny-recipe';

/**
 * The command with a job whose runs take a second: `program train tiny --epochs 12`. Under the name of the digits it is what the demo
 * trains, too.
 */
const tiny: Job<JobOptions> = {
  ...tinyForm,
  title: 'a tiny net on random images',
  recipe: (options) => tinyRecipe(options),
};

await runCommand([tiny, { ...tiny, name: 'digits' }]);
