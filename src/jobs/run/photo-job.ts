import { count } from '../log/format';
import type { PhotoProblem } from '../photos/check/listed-problems';
import { MissingImagesError } from '../photos/check/missing-images-error';
import { missingPhotos } from '../photos/check/missing-photos';
import type { PhotoPlace } from '../photos/lists/photo-place';
import { type PhotoList, withoutPhotos } from '../photos/photo-list';
import type { PhotoSourceOptions } from '../photos/photo-source';
import { loadDecoder } from '../photos/reading/load-decoder';
import type { JobContext } from './job';
import type { BackboneJobOptions } from './start-backbone';

/** Options of a job that trains on photographs. All decide what it comes to: a run records them, and a resumed one keeps them. */
export interface PhotoJobOptions extends BackboneJobOptions {
  /** Images in a training step. */
  batchSize: number;
  /** Learning rate at the start of the training. */
  learningRate: number;
}

/** How a job reads its photographs. It does not decide what a run comes to: a resumed run may have other values. */
export interface PhotoReading extends Pick<PhotoSourceOptions, 'workers' | 'skipBadImages'>, PhotoPlace {
  /** The folder with the lists or annotations, and the images that they name unless `images` says where they are. */
  data: string;
}

/**
 * Names of the options of {@link PhotoReading}, for a job's `reading`.
 *
 * @example
 * ```ts
 * import { type Job, type PhotoJobOptions, type PhotoReading, photoReadingOptions } from 'mbib/jobs';
 *
 * type Birds = Job<PhotoJobOptions, PhotoReading>;
 * const part: Pick<Birds, 'reading'> = { reading: photoReadingOptions };
 * ```
 */
export const photoReadingOptions = ['data', 'images', 'followLinks', 'workers', 'skipBadImages'] as const;

/**
 * Looks for every photograph of a job's lists, in its `load`: before a backend starts, and before hours of training end at a
 * test image that lies elsewhere. The folders are read and no file is opened, which takes seconds for half a million. What is missing
 * is taken out of the lists, so that counts of classes are those of the photographs that are there.
 *
 * @param lists the lists that the job reads, by their names
 * @param options of the job: whether photographs that cannot be read are left out
 * @param context what `load` was given
 * @returns the lists without the photographs that are missing, which are told
 * @throws MissingImagesError where some are missing, unless they are left out, and where a list has none that is there; Error where a package that
 * decodes photographs is missing
 *
 * @example
 * ```ts
 * import { findPhotos, type JobContext, loadImagenetLt, type PhotoReading } from 'mbib/jobs';
 *
 * declare const options: PhotoReading; // what a job's load is given
 * declare const context: JobContext;
 * const lists = await loadImagenetLt(options.data, options);
 * const { train, test } = await findPhotos({ train: lists.train, test: lists.test }, options, context);
 * ```
 */
export async function findPhotos<Lists extends Readonly<Record<string, PhotoList>>>(
  lists: Lists,
  { skipBadImages = false }: Pick<PhotoReading, 'skipBadImages'>,
  { tell }: Pick<JobContext, 'tell'>,
): Promise<{ [Name in keyof Lists]: PhotoList }> {
  await loadDecoder();
  const found = await missingPhotos(lists);
  const missing = found.problems.length;
  if (missing === 0) return lists;
  const listed = Object.values(lists).reduce((sum, { paths }) => sum + paths.length, 0);
  const there = withoutPhotos(lists, found.problems);
  if (!skipBadImages) throw new MissingImagesError(found);
  const empty = Object.keys(there).find((name) => there[name]!.paths.length === 0);
  if (empty !== undefined) throw new MissingImagesError(found, empty);
  tell({ type: 'note', text: `${count(missing)} of ${count(listed)} listed images are missing.` });
  tellSkipped(found.problems, { tell });
  return there;
}

/** Tells of each photograph that cannot be read that it is left out. */
export function tellSkipped(problems: readonly PhotoProblem[], { tell }: Pick<JobContext, 'tell'>): void {
  for (const { file, place, path, reason } of problems) tell({ type: 'skipped', file, place, path, reason });
}

/**
 * How the photo sources of a run read: options for `photoSource`, from those of the job. Each photograph that is left out is told
 * to whoever listens to the run.
 *
 * @param options of the job: number of threads, and whether photographs that cannot be read are left out
 * @param context what the job's recipe was given
 * @throws Error where a package that decodes photographs is missing; a recipe that waits for it fails before the run has written
 * anything
 *
 * @example
 * ```ts
 * import {
 *   imagenetNormalisation,
 *   type JobContext,
 *   loadImagenetLt,
 *   type PhotoReading,
 *   photoReading,
 *   photoSize,
 *   photoSource,
 * } from 'mbib/jobs';
 *
 * declare const options: PhotoReading; // what a recipe is given
 * declare const context: JobContext;
 * const reading = { imageSize: photoSize, ...imagenetNormalisation, ...(await photoReading(options, context)) };
 * const { train } = await loadImagenetLt(options.data);
 * const source = photoSource(train, { ...reading, augmentation: {} });
 * ```
 */
export async function photoReading(
  { workers, skipBadImages }: PhotoReading,
  { tell }: JobContext,
): Promise<Pick<PhotoSourceOptions, 'workers' | 'skipBadImages' | 'onSkip'>> {
  await loadDecoder();
  return { workers, skipBadImages, onSkip: (image) => tell({ type: 'skipped', ...image }) };
}

/** Batch size and learning rate with which a paper trained a network. */
export interface PaperStep {
  /** Images in a training step. */
  batchSize: number;
  /** Learning rate at the start of the training. */
  learningRate: number;
}

/**
 * Another batch size than the paper's, and its learning rate in proportion: half the images a step, half the rate.
 *
 * @param paper its batch size and learning rate
 * @param batchSize images in a training step. Default the paper's
 * @see Goyal et al. 2017, Section 2.1, for the proportion
 *
 * @example
 * ```ts
 * import { scaledStep } from 'mbib/jobs';
 *
 * scaledStep({ batchSize: 128, learningRate: 0.05 }, 64); // { batchSize: 64, learningRate: 0.025 }
 * ```
 */
export function scaledStep(paper: PaperStep, batchSize = paper.batchSize): PaperStep {
  return { batchSize, learningRate: (paper.learningRate * batchSize) / paper.batchSize };
}
