import { DataError } from '../../data/data-error';
import { quoted } from '../../data/text/quoted';
import type { PhotoList } from '../photo-list';

/**
 * Gives a list of test photographs the class names of the training list, and checks that both lists number the classes alike.
 *
 * @param list the test photographs, with as many classes as `train`
 * @param train the training list
 * @throws DataError where a class of one name has different numbers in the two lists
 *
 * @example
 * ```ts
 * const test = evaluationList(await readListFile(file, root, { classes: train.classes }), train);
 * ```
 */
export function evaluationList(list: PhotoList, train: PhotoList): PhotoList {
  const labels = new Map(train.classNames.map((name, label) => [name, label]));
  list.classNames.forEach((name, label) => {
    const other = labels.get(name);
    // Two species may have the same name. That is no mistake where the training list has it for this class, too.
    if (other === undefined || train.classNames[label] === name) return;
    throw new DataError(
      list.file,
      `${list.file}: ${quoted(name)} is class ${label}, and class ${other} in ${train.file}. ` +
        'Give files of one release, which number the classes alike.',
    );
  });
  return { ...list, classNames: train.classNames };
}
