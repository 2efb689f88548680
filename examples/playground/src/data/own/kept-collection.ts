import type { Original, PlaygroundData } from '../../state/playground-data';
import { type Collection, noPictures, type OwnPicture } from './collection';
import { addPictures, type NewPicture } from './edit-collection';
import { ownData } from './own-data';

/**
 * The collection that data was made of, as far as the data has it: classes without a picture to train on are gone, and so are the names of
 * pictures that came from an archive or the camera. The same data comes of it again.
 *
 * @param idOf gives a picture a number that no other has
 * @param thumbnailOf the address of a small picture
 */
export function keptCollection(
  data: PlaygroundData,
  idOf: () => number,
  thumbnailOf: (file: Blob) => string,
): Collection {
  const size = data.train.images.length / data.train.labels.length;
  const picturesOf = (part: 'train' | 'test'): NewPicture[] => {
    const { labels, images, classNames } = data[part];
    return (data.originals?.[part] ?? []).map(({ file, hash }: Original, i) => {
      const path = file instanceof File ? file.name : `picture ${hash}`;
      const pixels = Uint8Array.from(images.subarray(i * size, (i + 1) * size));
      const thumbnail = thumbnailOf(file);
      const picture: OwnPicture = { id: idOf(), path, file, hash, pixels, thumbnail, part };
      return { className: classNames[labels[i]!]!, picture };
    });
  };
  const added = [...picturesOf('train'), ...picturesOf('test')];
  const kept = { ...noPictures, title: data.title, leftOut: data.leftOut };
  // Where the page has chosen the test pictures itself it goes on doing so, also with pictures that are added.
  const free = added.map(({ className, picture }) => ({
    className,
    picture: { ...picture, part: undefined },
  }));
  const chosenByPage = addPictures(kept, free);
  return ownData(chosenByPage)?.id === data.id ? chosenByPage : addPictures(kept, added);
}
