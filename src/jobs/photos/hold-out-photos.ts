import { type HeldOut, type HoldOutOptions, heldOut } from '../data/split/hold-out';
import { type PhotoList, photosAt } from './photo-list';

/**
 * Takes the photographs that choose the epoch out of a training list, see `holdOutImages`.
 *
 * @param list the training photographs
 * @param options `valFraction`: the part of each class that is held out; without it nothing is. `seed` chooses the photographs
 * @returns what is left to train on, and what was held out
 * @throws DataError where no class has a photograph to spare; RangeError | TypeError where an option is unknown or missing, or does not fit
 *
 * @example
 * ```ts
 * import { holdOutPhotos, loadInaturalist2018 } from 'mbib/jobs';
 *
 * declare const folder: string;
 * const lists = await loadInaturalist2018(folder);
 * const { train, validation } = holdOutPhotos(lists.train, { valFraction: 0.1, seed: 0 });
 * ```
 */
export function holdOutPhotos(list: PhotoList, options: HoldOutOptions): HeldOut<PhotoList> {
  const places = heldOut(list, options);
  if (!places) return { train: list };
  const { leftOut } = list;
  return {
    train: { ...photosAt(list, places.train), leftOut },
    validation: photosAt(list, places.validation),
  };
}
