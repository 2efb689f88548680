import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { io } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { BatchSource } from '../../data/batch-source';
import type { Split } from '../../data/split/stratified-split';
import { splits } from '../../data/split/stratified-split';
import { type PhotoList, photosAt } from '../../photos/photo-list';
import { photoSource } from '../../photos/photo-source';
import type { PhotoTransform } from '../../photos/photo-transform';
import { usualShorterSide } from '../../photos/placement';
import { loadDecoder } from '../../photos/reading/load-decoder';
import { mostDefaultWorkers } from '../../photos/reading/photo-workers';
import { resolvedFolder } from '../../photos/reading/resolved-folder';
import type { OpenBackbone } from '../folder/open-backbone';
import type { JobContext } from '../job';
import { encodeMissing } from './encode-missing';
import { defaultCacheFolder, FeatureCache } from './feature-cache';
import { featureSource } from './feature-source';
import { fileHashes } from './file-hashes';

/** The lists of a folder, as `loadImageFolder` reads them. */
export type FolderLists = Readonly<Record<Split, PhotoList>>;

/** Options of {@link encodePhotos}. */
export interface EncodeOptions {
  /** Number of views of a training picture: the one of an evaluation, and random crops of it, mirrored at random. Default 1. */
  views?: number | undefined;
  /** The folder of the features that were computed before. Default `mbib/features` in the user's folder of caches. */
  cache?: string | undefined;
  /** Number of threads. Default: as many as the processor has, but no more than `mostDefaultWorkers`. */
  workers?: number | undefined;
  /** Modules that every thread imports before it computes. Default none; with `'mbib/accelerate'` the threads are faster, too. */
  imports?: readonly string[] | undefined;
}

/**
 * Computes what a backbone makes of the pictures of a folder: the features of its taps, pooled over space, once for each file. All
 * cores take part, each with a wasm backend of its own, whatever backend trains. The features are kept on the disk by the
 * hash of the file, the backbone and the view, and taken from there in the next run. Pictures that cannot be decoded are left out
 * and told.
 *
 * @param lists the pictures to train on, to validate and to test
 * @param backbone a model with its taps, the size of its images and their normalisation
 * @param options number of views, folder of the cache, number of threads
 * @param context what the job's recipe was given
 * @returns sources for a net on features: the features of all taps side by side
 * @throws Error where the backbone or a package cannot be loaded in a thread
 *
 * @example
 * ```ts
 * import { encodePhotos, type JobContext, loadImageFolder, openBackbone } from 'mbib/jobs';
 *
 * declare const folder: string; // with a folder of pictures for each class
 * declare const context: JobContext; // what a recipe is given
 * const backbone = await openBackbone({ backbone: 'efficientnet-lite0', seed: 0 }, context);
 * const { train, validation, test } = await encodePhotos(await loadImageFolder(folder), backbone, {}, context);
 * console.log(train.imageShape); // [1432]
 * ```
 */
export async function encodePhotos(
  lists: FolderLists,
  backbone: OpenBackbone,
  options: EncodeOptions,
  { tell, signal }: Pick<JobContext, 'tell' | 'signal'>,
): Promise<Record<Split, BatchSource>> {
  const { views = 1, cache = defaultCacheFolder(), workers, imports = [] } = options;
  const { imageSize, normalisation, widths } = backbone;
  const width = widths.reduce((sum, each) => sum + each, 0);
  const artifacts = await artifactsOf(backbone.model as LayersModel);
  const folder = join(cache, keyOf(artifacts, backbone));
  const hashes = Object.fromEntries(
    await Promise.all(splits.map(async (split) => [split, await fileHashes(lists[split])] as const)),
  ) as Record<Split, string[]>;
  const onFailure = ({ message }: Error) =>
    tell({ type: 'note', text: `The features are not kept for the next run. ${message}` });
  const features = await encodeMissing({
    files: splits.flatMap((split) =>
      lists[split].paths.map((path, i) => ({
        hash: hashes[split][i]!,
        path,
        list: lists[split],
        photo: i,
        views: split === 'train' ? views : 1,
      })),
    ),
    views: Array.from({ length: views }, (_, view) => ({
      transform: transformOf(view, imageSize, normalisation),
      cache: new FeatureCache(join(folder, view === 0 ? 'centre' : `view-${view}`), width, onFailure),
    })),
    setting: {
      backbone: artifacts,
      taps: backbone.taps,
      imports,
      inputShape: [imageSize, imageSize, 3],
      folder: resolvedFolder(lists.train),
    },
    width,
    workers: workers ?? Math.min(mostDefaultWorkers, availableParallelism()),
    tell,
    signal,
  });
  return Object.fromEntries(
    splits.map((split) => [
      split,
      {
        ...sourceOf(lists[split], hashes[split], features.slice(0, split === 'train' ? views : 1), width),
        preprocessing: { ...normalisation, shorterSide: usualShorterSide(imageSize) },
      },
    ]),
  ) as Record<Split, BatchSource>;
}

/** View 0 is that of an evaluation; of the others each crops and mirrors at random. */
function transformOf(
  view: number,
  imageSize: number,
  normalisation: OpenBackbone['normalisation'],
): PhotoTransform {
  return { imageSize, ...normalisation, ...(view > 0 && { augmentation: {} }) };
}

/** A model as TensorFlow.js saves it, in memory that threads share. */
async function artifactsOf(model: LayersModel): Promise<io.ModelArtifacts> {
  let saved: io.ModelArtifacts | undefined;
  await model.save(
    io.withSaveHandler(async (artifacts) => {
      saved = artifacts;
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    }),
  );
  const { modelTopology, weightSpecs, weightData, format, signature, userDefinedMetadata } = saved!;
  const parts = [weightData!].flat().map((part) => new Uint8Array(part));
  const shared = new Uint8Array(new ArrayBuffer(parts.reduce((sum, { length }) => sum + length, 0)));
  let at = 0;
  for (const part of parts) {
    shared.set(part, at);
    at += part.length;
  }
  // Structured cloning, by which threads get it, takes no functions.
  const plain = JSON.parse(
    JSON.stringify({ modelTopology, weightSpecs, format, signature, userDefinedMetadata }),
  );
  return { ...plain, weightData: shared.buffer };
}

/** What tells the features of one backbone from those of another. */
function keyOf(artifacts: io.ModelArtifacts, backbone: OpenBackbone): string {
  const { taps, imageSize, normalisation } = backbone;
  const { modelTopology, weightData } = artifacts;
  return createHash('sha256')
    .update(JSON.stringify({ format: 1, modelTopology, taps, imageSize, normalisation }))
    .update(new Uint8Array(weightData as ArrayBuffer))
    .digest('hex')
    .slice(0, 16);
}

/** The pictures of a list that could be read, with their features. */
function sourceOf(
  photos: PhotoList,
  hashes: readonly string[],
  views: readonly ReadonlyMap<string, Float32Array>[],
  width: number,
): BatchSource {
  const kept = [...hashes.keys()].filter((i) => views.every((view) => view.has(hashes[i]!)));
  const list = photosAt(photos, kept);
  const features = featureSource({
    views: views.map((view) => {
      const all = new Float32Array(kept.length * width);
      for (const [at, i] of kept.entries()) all.set(view.get(hashes[i]!)!, at * width);
      return all;
    }),
    width,
    labels: list.labels,
    classNames: photos.classNames,
    skipped: hashes.length - kept.length,
  });
  return { ...features, pictures: () => picturesOf(list) };
}

/** The pictures of a list, as they are and small. */
async function picturesOf(list: PhotoList): Promise<BatchSource> {
  await loadDecoder();
  const [mean, std] = [
    [0, 0, 0],
    [1, 1, 1],
  ];
  return photoSource(list, {
    imageSize: PICTURE_SIZE,
    shorterSide: PICTURE_SIZE,
    mean,
    std,
    skipBadImages: true,
    workers: 1,
  });
}

/** Side of a picture that features are shown by, in pixels. */
const PICTURE_SIZE = 96;
