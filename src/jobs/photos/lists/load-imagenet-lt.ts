import type { PhotoList } from '../photo-list';
import { evaluationList } from './evaluation-list';
import { findFiles } from './find-files';
import { type PhotoPlace, photoPlace } from './photo-place';
import { readListFile } from './read-list-file';

const names = ['ImageNet_LT_train.txt', 'ImageNet_LT_val.txt', 'ImageNet_LT_test.txt'];
const forms = [names, names.map((name) => `ImageNet_LT/${name}`)];

/** What {@link loadImagenetLt} reads. */
export interface ImagenetLtLists {
  /** The training photographs. */
  train: PhotoList;
  /** The validation photographs, for the choice of options. */
  val: PhotoList;
  /** The test photographs. */
  test: PhotoList;
}

/**
 * Reads the lists of ImageNet-LT: 115,846 training photographs of 1,000 classes, and for each class 20 to validate and 50 to test.
 *
 * @param folder the data folder. The lists lie in it or in its folder `ImageNet_LT`; their paths start from the data folder
 * @param place where the photographs are, if not there
 * @returns the lists, with the same classes
 * @throws Error where a list is missing or a line of one cannot be used; the message says what to do
 * @see Liu et al. 2019, Large-Scale Long-Tailed Recognition in an Open World, https://arxiv.org/abs/1904.05160
 *
 * @example
 * ```ts
 * import { loadImagenetLt } from 'mbib/jobs';
 *
 * declare const folder: string; // with ImageNet_LT_train.txt and the photographs
 * const { train, val, test } = await loadImagenetLt(folder);
 * ```
 */
export async function loadImagenetLt(folder: string, place?: PhotoPlace): Promise<ImagenetLtLists> {
  const { root, linksOut } = photoPlace(folder, place);
  const [trainFile, valFile, testFile] = await findFiles(
    folder,
    forms,
    'https://github.com/zhmiao/OpenLongTailRecognition-OLTR',
  );
  const train = await readListFile(trainFile!, root, { linksOut });
  const evaluate = async (file: string) =>
    evaluationList(await readListFile(file, root, { linksOut, classes: train.classes }), train);
  return { train, val: await evaluate(valFile!), test: await evaluate(testFile!) };
}
