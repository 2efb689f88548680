import { type ImageSet, type ImageSplit, indicesOfClasses, MersenneTwister, selectImages } from 'mbib/jobs';
import type { FileInFolder } from './dropped-files';
import { OWN_SIDE, squareColours } from './pixels';

const LEAST_IMAGES = 4;
const MOST_CLASSES = 1000;
const TEST_SHARE = 0.25;

/** The decoded images of a folder, and the files that were left out. */
export interface Folder extends ImageSplit {
  unreadable: string[];
}

/**
 * Reads a folder with one sub-folder a class. Each image is resized to 32×32 pixels, in the page; a quarter of each class becomes the
 * test set.
 *
 * @param onProgress called with the number of files that are read, and of all files
 * @throws Error where the folder has another form, or too few images that can be read
 */
export async function readFolder(
  files: FileInFolder[],
  onProgress: (done: number, all: number) => void,
): Promise<Folder> {
  const byClass = groupByClass(files);
  const classNames = [...byClass.keys()].sort((a, b) => byClass.get(b)!.length - byClass.get(a)!.length);
  const pixels: Uint8Array[] = [];
  const labels: number[] = [];
  const unreadable: string[] = [];
  const all = [...byClass.values()].reduce((sum, { length }) => sum + length, 0);
  for (const [label, name] of classNames.entries()) {
    let read = 0;
    for (const { path, file } of byClass.get(name)!) {
      const square = await squareColours(file, OWN_SIDE);
      if (square) {
        pixels.push(square);
        labels.push(label);
        read++;
      } else {
        unreadable.push(path);
      }
      onProgress(pixels.length + unreadable.length, all);
    }
    if (read < LEAST_IMAGES) {
      throw new Error(
        `The class '${name}' has ${read} images that can be read, and needs at least ${LEAST_IMAGES} (three to train, one to test). Add some or remove the sub-folder.`,
      );
    }
  }
  const images = new Uint8Array(pixels.length * OWN_SIDE * OWN_SIDE * 3);
  pixels.forEach((square, i) => {
    images.set(square, i * square.length);
  });
  const form = { height: OWN_SIDE, width: OWN_SIDE, channels: 3, classes: classNames.length, classNames };
  return { ...split({ images, labels: Int32Array.from(labels), ...form }), unreadable };
}

function groupByClass(files: FileInFolder[]): Map<string, FileInFolder[]> {
  const byClass = new Map<string, FileInFolder[]>();
  for (const each of files) {
    // A path is folder/class/…/image. Files beside the sub-folders and hidden files belong to no class.
    const parts = each.path.split('/');
    if (parts.length < 3 || parts.some((part) => part.startsWith('.'))) continue;
    const name = parts[1]!;
    if (!byClass.has(name)) byClass.set(name, []);
    byClass.get(name)!.push(each);
  }
  if (byClass.size < 2) {
    throw new Error(
      `The folder has ${byClass.size === 0 ? 'no sub-folders' : 'one sub-folder'} with files, and needs at least two: one sub-folder a class, named after it, with its images.`,
    );
  }
  if (byClass.size > MOST_CLASSES) {
    throw new Error(
      `The folder has ${byClass.size} sub-folders; ${MOST_CLASSES} classes are the most that fit.`,
    );
  }
  return byClass;
}

/** Seed of the choice of test images: the same folder always has the same ones. */
function split(set: ImageSet): ImageSplit {
  const random = new MersenneTwister(0);
  const train: number[] = [];
  const test: number[] = [];
  for (const indices of indicesOfClasses(set)) {
    const shuffled = random.shuffle(indices);
    const held = Math.max(1, Math.round(TEST_SHARE * shuffled.length));
    test.push(...shuffled.slice(0, held));
    train.push(...shuffled.slice(held));
  }
  return { train: selectImages(set, train), test: selectImages(set, test) };
}
