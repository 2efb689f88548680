import type { PhotoList } from '../photo-list';
import { evaluationList } from './evaluation-list';
import { findFiles } from './find-files';
import { type PhotoPlace, photoPlace } from './photo-place';
import { readInaturalistJson } from './read-inaturalist-json';
import { readListFile } from './read-list-file';

/** The annotations come first, because they have the names of the classes. */
const forms = [
  ['train2018.json', 'val2018.json'],
  ['iNaturalist18_train.txt', 'iNaturalist18_val.txt'],
  ['iNaturalist18/iNaturalist18_train.txt', 'iNaturalist18/iNaturalist18_val.txt'],
];

/** What {@link loadInaturalist2018} reads. */
export interface Inaturalist2018Lists {
  /** The training photographs. */
  train: PhotoList;
  /** The validation photographs, which serve as the test set. */
  test: PhotoList;
}

/**
 * Reads the lists of iNaturalist 2018: 437,513 training photographs of 8,142 species, and 3 of each species to test. The test
 * photographs are those of its validation part, because its own test part has no labels.
 *
 * @param folder the data folder that the file names start from. It holds the annotations `train2018.json` and `val2018.json`, or
 * the lists `iNaturalist18_train.txt` and `iNaturalist18_val.txt`, in itself or in its folder `iNaturalist18`. Where both are
 * there, the annotations are read
 * @param place where the photographs are, if not there
 * @returns the lists, with the same classes
 * @throws Error where files are missing or an entry of one cannot be used; the message says what to do
 * @see Van Horn et al. 2018, The iNaturalist Species Classification and Detection Dataset,
 * https://arxiv.org/abs/1707.06642
 *
 * @example
 * ```ts
 * import { loadInaturalist2018 } from 'mbib/jobs';
 *
 * declare const folder: string; // with train2018.json and the photographs
 * const { train, test } = await loadInaturalist2018(folder);
 * ```
 */
export async function loadInaturalist2018(folder: string, place?: PhotoPlace): Promise<Inaturalist2018Lists> {
  const { root, linksOut } = photoPlace(folder, place);
  const [trainFile, testFile] = await findFiles(
    folder,
    forms,
    'https://github.com/visipedia/inat_comp/tree/master/2018',
  );
  const read = trainFile!.endsWith('.json') ? readInaturalistJson : readListFile;
  const train = await read(trainFile!, root, { linksOut });
  const test = await read(testFile!, root, { linksOut, classes: train.classes });
  return { train, test: evaluationList(test, train) };
}
