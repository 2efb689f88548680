import type { PhotoList } from './photo-list';

/**
 * A list to evaluate on, with the class names of the training list.
 *
 * @param list of as many classes as `train`
 * @param train the training list
 * @throws Error where a folder or category of both lists is one class in this and another in that
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
    // Species may share a name: only a class whose own name differs is out of order.
    if (other === undefined || train.classNames[label] === name) return;
    throw new Error(
      `${list.file}: '${name}' is class ${label}, and class ${other} in ${train.file}. ` +
        'Give files of one release, which number the classes alike.',
    );
  });
  return { ...list, classNames: train.classNames };
}
