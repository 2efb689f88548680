import type { JobOption } from '../run/job';
import { multipleOf, notNegative, wholeNumber } from './option-values';

/**
 * The options of a job that trains on photographs, on a command line.
 *
 * @param backbones to choose from
 * @param defaults of the job, for the help
 */
export function photoOptions(
  backbones: readonly string[],
  { backbone, batchSize, learningRate }: { backbone: string; batchSize: string; learningRate: string },
): Record<string, JobOption> {
  return {
    backbone: { value: 'name', text: `network to train (default: ${backbone})`, choices: backbones },
    batchSize: { value: 'n', text: `images a step (default: ${batchSize})`, read: wholeNumber(1) },
    learningRate: {
      value: 'x',
      text: `at the start (default: ${learningRate}; in proportion to the batch size)`,
      read: notNegative,
    },
    imageSize: {
      value: 'n',
      text: 'side of the images in pixels, a multiple of 4 (default: 224)',
      read: multipleOf(4, 32, 1024),
    },
    weights: {
      value: 'path',
      text: 'start the backbone from a saved tfjs LayersModel (default: random weights)',
    },
    workers: {
      value: 'n',
      text: 'threads that decode images (default: one less than the processor has, at most 16)',
      read: wholeNumber(1, 64),
    },
    skipBadImages: { text: 'leave out, and count, images that cannot be read' },
  };
}
