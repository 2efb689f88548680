import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { BatchSource } from '../../data/batch-source';
import { type Split, splits } from '../../data/split/stratified-split';
import { checkPhotos } from '../../photos/check/check-photos';
import { withoutPhotos } from '../../photos/photo-list';
import { photoSource } from '../../photos/photo-source';
import { PreparationStoppedError } from '../endings/until-interrupted';
import type { FolderLists } from '../features/encode-photos';
import { secondsLeft } from '../features/seconds-left';
import type { JobContext } from '../job';
import { tellSkipped } from '../photo-job';
import type { OpenBackbone } from './open-backbone';

/**
 * The pictures of a folder as batches for a whole network: training pictures are random resized crops, mirrored at random, the
 * others are cropped at the centre. Every picture is decoded once before: those that cannot be are left out and told, so that counts of
 * classes are those of the pictures that are trained on.
 *
 * @param lists the pictures to train on, to validate and to test
 * @param backbone says how large the images are and how they are normalised
 * @param options `workers`, the number of threads that read
 * @param context what the job's recipe was given
 * @throws Error where a package that decodes photographs is missing; PreparationStoppedError where the signal ends it
 *
 * @example
 * ```ts
 * import { folderSources, type JobContext, loadImageFolder, openBackbone } from 'mbib/jobs';
 *
 * declare const folder: string; // with a folder of pictures for each class
 * declare const context: JobContext; // what a recipe is given
 * const backbone = await openBackbone({ backbone: 'resnet10', seed: 0 }, context);
 * const { train, test } = await folderSources(await loadImageFolder(folder), backbone, {}, context);
 * ```
 */
export async function folderSources(
  { train, validation, test }: FolderLists,
  { imageSize, normalisation }: Pick<OpenBackbone, 'imageSize' | 'normalisation'>,
  { workers }: { workers?: number | undefined },
  context: Pick<JobContext, 'tell' | 'signal'>,
): Promise<Record<Split, BatchSource>> {
  const { tell, signal } = context;
  const start = performance.now();
  const onProgress = (done: number, total: number) => {
    tell({ type: 'decoding', done, total, secondsLeft: secondsLeft(start, done, total) });
    if (signal?.aborted) throw new PreparationStoppedError('The pictures were being decoded.');
  };
  const pictures = { train, validation, test };
  const { problems } = await checkPhotos(pictures, { smallest: 1, duplicates: false, workers, onProgress });
  tellSkipped(problems, context);
  const readable = withoutPhotos(pictures, problems);
  return Object.fromEntries(
    splits.map((split) => [
      split,
      photoSource(readable[split], {
        imageSize,
        ...normalisation,
        ...(split === 'train' && { augmentation: {} }),
        workers,
        skipBadImages: true,
        onSkip: (image) => tell({ type: 'skipped', ...image }),
      }),
    ]),
  ) as Record<Split, BatchSource>;
}

/**
 * A backbone that can learn: a LayersModel.
 *
 * @throws TypeError where it is a GraphModel, which cannot
 *
 * @example
 * ```ts
 * import { type JobContext, openBackbone, trainableModel } from 'mbib/jobs';
 *
 * declare const context: JobContext; // what a recipe is given
 * const model = trainableModel(await openBackbone({ backbone: 'resnet10', seed: 0 }, context));
 * ```
 */
export function trainableModel({ model }: Pick<OpenBackbone, 'model'>): LayersModel {
  if ('layers' in model) return model;
  throw new TypeError(
    'This backbone is a GraphModel, which stays as it is. Train its heads, or give a LayersModel to train all of it.',
  );
}
