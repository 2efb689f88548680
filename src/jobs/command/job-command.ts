import { type Command, Option } from 'commander';
import { backendNames } from '../backend/backend';
import { methodNames } from '../nets/methods';
import { multipleOf, notNegative, wholeNumber } from './option-values';

/**
 * Adds the options that every training job has. Defaults are named in the help but not filled in: a resumed run has its
 * own, and an option that was not given does not contradict them.
 *
 * @param defaults of the job, for the help
 */
export function addJobOptions(
  command: Command,
  { method, epochs, beta = 5, gamma = 0 }: { method: string; epochs: number; beta?: number; gamma?: number },
): Command {
  return command
    .addOption(new Option('--method <name>', `what to train (default: ${method})`).choices(methodNames))
    .option('--epochs <n>', `length of the training (default: ${epochs})`, wholeNumber(1))
    .option('--beta <x>', `weight of the self-distillation; bib, mbib (default: ${beta})`, notNegative)
    .option('--gamma <x>', `exponent of the class temperatures; bib, mbib (default: ${gamma})`, notNegative)
    .option(
      '--m <x>',
      'exponent of the class weights; bsce, bib, mbib (default: 0.1, for bsce 0)',
      notNegative,
    )
    .option('--a <x>', 'weight of the first tap; mbib (default: 0.1)', notNegative)
    .option('--b <x>', 'weight of the second tap; mbib (default: 0.3)', notNegative)
    .option(
      '--seed <n>',
      'of weights, batch order and augmentation (default: 0)',
      wholeNumber(0, 2 ** 32 - 1),
    )
    .addOption(
      new Option(
        '--backend <name>',
        'what computes; auto takes the fastest one that starts (default: auto)',
      ).choices(backendNames),
    )
    .option('--out <folder>', 'folder of the run (default: one in runs/, named after the options)')
    .option('--resume', 'go on with the run in the folder, from its last checkpoint');
}

/**
 * Adds the options of a job that trains on photographs.
 *
 * @param backbones to choose from
 * @param defaults of the job, for the help
 */
export function addPhotoOptions(
  command: Command,
  backbones: readonly string[],
  { backbone, batchSize, learningRate }: { backbone: string; batchSize: string; learningRate: string },
): Command {
  return command
    .addOption(new Option('--backbone <name>', `network to train (default: ${backbone})`).choices(backbones))
    .option('--batch-size <n>', `images a step (default: ${batchSize})`, wholeNumber(1))
    .option(
      '--learning-rate <x>',
      `at the start (default: ${learningRate}; in proportion to the batch size)`,
      notNegative,
    )
    .option(
      '--image-size <n>',
      'side of the images in pixels, a multiple of 4 (default: 224)',
      multipleOf(4, 32, 1024),
    )
    .option('--weights <path>', 'start the backbone from a saved tfjs LayersModel (default: random weights)')
    .option(
      '--workers <n>',
      'threads that decode images (default: one less than the processor has, at most 16)',
      wholeNumber(1, 64),
    )
    .option('--skip-bad-images', 'leave out, and count, images that cannot be read');
}
