import { assertNotNegative, assertWholeNumber, wholeNumberFrom } from '../../checks';
import { assertModelFiles } from '../files/assert-model-files';
import { SIZE_STEP } from '../photos/pixels/assert-image-size';
import { mostDefaultWorkers } from '../photos/reading/photo-workers';
import type { JobOption } from '../run/job-options';
import type { PaperStep } from '../run/photo-job';
import { multipleOf } from './option-values';

/** The most threads that a command starts: more than any processor needs for one training. */
const MOST_WORKERS = 64;

/** Defaults of a job that trains on photographs, for its help. */
export interface PhotoDefaults {
  /** Name of the network. */
  backbone: string;
  /** Side of the images in pixels. */
  imageSize: number;
}

/**
 * The options of a job that trains on photographs: `backbone`, `batchSize`, `learningRate`, `imageSize`, `weights`, `images`,
 * `followLinks`, `workers` and `skipBadImages`, each with its text for the help and its check.
 *
 * @param steps the paper's batch size and learning rate for each backbone that there is to choose from, by its name
 * @param defaults of the job, which the help names; `backbone` is a key of `steps`
 * @returns the options by their names, for a job's `options`
 *
 * @example
 * ```ts
 * import { photoOptions, photoSize } from 'mbib/jobs';
 *
 * const steps = {
 *   resnet10: { batchSize: 128, learningRate: 0.05 },
 *   resnext50: { batchSize: 64, learningRate: 0.025 },
 * };
 * const options = {
 *   data: { value: 'folder', text: 'with the lists and the photographs', required: true },
 *   ...photoOptions(steps, { backbone: 'resnet10', imageSize: photoSize }),
 * };
 * ```
 */
export function photoOptions(
  steps: Readonly<Record<string, PaperStep>>,
  { backbone, imageSize }: PhotoDefaults,
): Record<string, JobOption> {
  const ofEach = (name: keyof PaperStep) => {
    const usual = steps[backbone]![name];
    const others = Object.entries(steps).filter(([, step]) => step[name] !== usual);
    return [usual, ...others.map(([other, step]) => `for ${other} ${step[name]}`)].join(', ');
  };
  return {
    backbone: {
      value: 'name',
      text: `network to train (default: ${backbone})`,
      choices: Object.keys(steps),
    },
    batchSize: {
      value: 'n',
      text: `images a step (default: ${ofEach('batchSize')})`,
      number: true,
      check: wholeNumberFrom(1),
    },
    learningRate: {
      value: 'x',
      text: `at the start (default: ${ofEach('learningRate')}; in proportion to the batch size)`,
      number: true,
      check: assertNotNegative,
    },
    imageSize: {
      value: 'n',
      text: `side of the images in pixels, a multiple of ${SIZE_STEP} (default: ${imageSize})`,
      number: true,
      check: multipleOf(SIZE_STEP, 32, 1024),
    },
    weights: {
      value: 'path',
      text: 'start the backbone from a saved tfjs LayersModel (default: random weights)',
      assertUsable: assertModelFiles,
    },
    images: {
      value: 'folder',
      text: 'where the paths of the lists start (default: the folder of the lists)',
    },
    followLinks: { text: 'read images that links in that folder lead to, wherever they lie' },
    workers: {
      value: 'n',
      text: `threads that decode images (default: one less than the processor has, at most ${mostDefaultWorkers})`,
      number: true,
      check: (argument: string, value: number) => assertWholeNumber(argument, value, 1, MOST_WORKERS + 1),
    },
    skipBadImages: { text: 'leave out, and count, images that cannot be read' },
  };
}
