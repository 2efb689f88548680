import { mostDefaultWorkers } from '../photos/photo-workers';
import type { JobOption } from '../run/job';
import type { PaperStep } from '../run/photo-job';
import { multipleOf, notNegative, wholeNumber } from './option-values';

/**
 * The options of a job that trains on photographs, on a command line.
 *
 * @param backbones to choose from, each with the batch size and the learning rate that the paper has for it
 * @param defaults of the job, for the help
 *
 * @example
 * ```ts
 * const backbones = { resnet50: { batchSize: 64, learningRate: 0.025 } };
 * const options = photoOptions(backbones, { backbone: 'resnet50', imageSize: 224 });
 * ```
 */
export function photoOptions<Name extends string>(
  backbones: Readonly<Record<Name, PaperStep>>,
  { backbone, imageSize }: { backbone: Name; imageSize: number },
): Record<string, JobOption> {
  const names = Object.keys(backbones) as Name[];
  /** '128, for resnext50 64'. */
  const defaultsOf = (figure: keyof PaperStep) => {
    const usual = backbones[backbone][figure];
    const others = names.filter((name) => backbones[name][figure] !== usual);
    return [usual, ...others.map((name) => `for ${name} ${backbones[name][figure]}`)].join(', ');
  };
  return {
    backbone: { value: 'name', text: `network to train (default: ${backbone})`, choices: names },
    batchSize: {
      value: 'n',
      text: `images a step (default: ${defaultsOf('batchSize')})`,
      read: wholeNumber(1),
    },
    learningRate: {
      value: 'x',
      text: `at the start (default: ${defaultsOf('learningRate')}; in proportion to the batch size)`,
      read: notNegative,
    },
    imageSize: {
      value: 'n',
      text: `side of the images in pixels, a multiple of 4 (default: ${imageSize})`,
      read: multipleOf(4, 32, 1024),
    },
    weights: {
      value: 'path',
      text: 'start the backbone from a saved tfjs LayersModel (default: random weights)',
    },
    workers: {
      value: 'n',
      text: `threads that decode images (default: one less than the processor has, at most ${mostDefaultWorkers})`,
      read: wholeNumber(1, 64),
    },
    skipBadImages: { text: 'leave out, and count, images that cannot be read' },
  };
}
